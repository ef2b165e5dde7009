import { afterAll, beforeAll, expect, test } from "vitest"
import { callerOfApiKey } from "@/server/domain/identity"
import { IdentityBench } from "@/tests/support/identity-bench"
import { seedAccounts } from "./accounts"

let bench: IdentityBench
beforeAll(async () => {
  bench = await IdentityBench.open()
})
afterAll(() => bench.close())

const secrets = (mark: string) => ({
  providerPassword: `provider password ${mark}`,
  providerApiKey: `gl_${mark.repeat(43)}`,
  tenantPassword: `tenant password ${mark}`,
  tenantApiKey: `gl_${mark.repeat(42)}T`,
})
const callerOf = async (key: string) =>
  (await callerOfApiKey(bench.deps.db, key, { now: bench.clock.now(), address: "" })).caller

test("makes the provider and the demo company, once", async () => {
  const first = await seedAccounts(bench.worker, secrets("a"))
  expect(await seedAccounts(bench.worker, secrets("a"))).toEqual(first)
  expect(first).toMatchObject({ provider: { email: "provider@gridline.example" }, tenant: { slug: "demo" } })
  expect([await bench.worker.user.count(), await bench.worker.apiKey.count()]).toEqual([2, 2])
  const owner = await bench.signIn(first.tenant.email, secrets("a").tenantPassword)
  expect((await bench.identity.whoAmI(owner.caller)).tenants).toMatchObject([{ slug: "demo", role: "owner" }])
  await bench.signIn(first.provider.email, secrets("a").providerPassword)
  expect(await callerOf(secrets("a").tenantApiKey)).toMatchObject({ tenantId: first.tenant.id, role: "owner" })
  expect(await callerOf(secrets("a").providerApiKey)).toMatchObject({ tenantId: null })
})

test("leaves a changed password and a revoked key as they are", async () => {
  const { tenant } = await seedAccounts(bench.worker, secrets("a"))
  const { caller } = await bench.signIn(tenant.email, secrets("a").tenantPassword)
  const newPassword = "seven copper lanterns drift"
  await bench.identity.changePassword(caller, { currentPassword: secrets("a").tenantPassword, newPassword })
  await bench.worker.apiKey.updateMany({ where: { tenantId: tenant.id }, data: { revokedAt: bench.clock.now() } })
  await seedAccounts(bench.worker, secrets("a"))
  await expect(bench.signIn(tenant.email, newPassword)).resolves.toBeDefined()
  expect(await callerOf(secrets("a").tenantApiKey)).toBeNull()
})

test("new secrets take the place of lost ones", async () => {
  const { tenant } = await seedAccounts(bench.worker, secrets("b"))
  await expect(bench.signIn(tenant.email, secrets("b").tenantPassword)).resolves.toBeDefined()
  expect(await callerOf(secrets("b").tenantApiKey)).toMatchObject({ tenantId: tenant.id })
  expect(await callerOf(secrets("a").providerApiKey)).toBeNull()
})
