import { afterAll, beforeAll, expect, test } from "vitest"
import type { Deps } from "@/server/domain/deps"
import { clusterForm } from "@/tests/support/cluster-form"
import { type HostingFixture, openHostingFixture } from "@/tests/support/hosting-fixture"
import { powerOnAll, watchFreeNodes } from "./power-nodes"

let f: HostingFixture
let deps: Deps
const troubles: string[] = []
beforeAll(async () => {
  f = await openHostingFixture()
  const cluster = f.clusters.addCluster("rtm")
  for (const name of ["n1", "n2"]) cluster.addMember(name)
  cluster.tokens.add("token")
  const { id } = await f.web.hosting.prepareIdentity(f.provider)
  await f.web.hosting.connectCluster(f.provider, clusterForm(cluster, id, { token: "token" }))
  deps = {
    ...f.worker.deps,
    fabricOf: ({ fabric }) => {
      if (fabric === "lxd") throw new Error("its cluster cannot be spoken to")
      return f.fabric
    },
  }
})
afterAll(() => f.close())

test("a cluster that cannot be spoken to keeps neither the start nor the other nodes waiting", async () => {
  const tell = (_error: unknown, what: string) => void troubles.push(what)
  expect(await powerOnAll(deps, tell).all).toBe(36)
  expect(troubles).toEqual([])
  await watchFreeNodes(deps, tell)
  expect(troubles.sort()).toEqual(["watch site-rtm-n1", "watch site-rtm-n2"])
  expect(await f.workerDb.node.count({ where: { lastSeenAt: { not: null } } })).toBe(36)
})

test("the installation is ready although a member never answered", async () => {
  const seenAt = new Date()
  for (const kind of ["worker", "edge"])
    await f.workerDb.processHeartbeat.create({ data: { id: `${kind}-0`, kind, seenAt } })
  expect(await f.web.monitoring.checkHealth()).toEqual({ status: "ok", waitingFor: [] })
})
