import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ApplicationWorld } from "@/tests/support/application-world"

let world: ApplicationWorld

function withMirrors(mirrors: "live" | "periodic"): void {
  beforeAll(async () => {
    world = await ApplicationWorld.open({ mirrors })
    await world.provision("shop")
    for (let i = 0; i < 5; i++) await world.pass()
    await world.settle()
  })
  afterAll(() => world?.close())
}
/** As the portal and the API show it. */
async function shown() {
  const filter = { vdcId: world.vdcId, trashed: false }
  const { items } = await world.web.volumes.list(world.scope, filter, { limit: 50 })
  const volume = items.find((v) => v.path.includes("db"))
  const mirror = volume?.replicas.find((r) => r.role === "replica")
  if (!volume?.loss || !mirror) throw new Error(`no mirror: ${JSON.stringify(items)}`)
  return { loss: volume.loss, mirror, primary: volume.replicas.find((r) => r.role === "primary") }
}

describe("the age of mirrors that follow live, as it is shown", () => {
  withMirrors("live")

  test("nothing that was acknowledged would be lost", async () => {
    const { loss, mirror, primary } = await shown()
    expect(mirror).toMatchObject({ state: "ok", inStep: true, asOf: null, ageMs: 0 })
    expect(loss).toMatchObject({ kind: "nothing", node: primary?.node, isDown: false })
    expect(loss.sentence).toBe(`If ${primary?.node} fails now: nothing that was acknowledged would be lost.`)
  })

  test("without the mirror's node, the first copy is all there is", async () => {
    const { mirror, primary } = await shown()
    world.fabric.kill(mirror.nodeId)
    for (let i = 0; i < 15; i++) await world.pass(1_000)
    const volume = await shown()
    expect(volume.mirror).toMatchObject({ state: "degraded", inStep: false })
    expect(volume.mirror.ageMs).toBeGreaterThan(5_000)
    expect(volume.loss.sentence).toBe(
      `If ${primary?.node} fails now: all of it is away until ${primary?.node} is back. The mirror is on ${mirror.node}, which is down.`,
    )
  })
})

describe("the age of mirrors that follow in steps, as it is shown", () => {
  withMirrors("periodic")

  test("grows between steps without being written, and says what would be lost", async () => {
    const { mirror: young } = await shown()
    await world.pass(40_000)
    const rows = () => world.db.volumeReplica.findMany({ orderBy: { id: "asc" } })
    const before = await rows()
    await world.pass(0)
    const { loss, mirror, primary } = await shown()
    expect(await rows()).toEqual(before)
    expect(mirror).toMatchObject({ state: "ok", inStep: false, asOf: young.asOf })
    expect(mirror.ageMs).toBeGreaterThanOrEqual(40_000)
    expect(loss).toMatchObject({ kind: "latest", asOf: mirror.asOf, ageMs: mirror.ageMs })
    const seconds = Math.ceil((mirror.ageMs ?? 0) / 1_000)
    expect(loss.sentence).toBe(`If ${primary?.node} fails now: up to the last ${seconds} s of writes would be lost.`)
    // The next step makes it young again.
    await world.pass(30_000)
    for (let i = 0; i < 3; i++) await world.pass()
    expect((await shown()).mirror.ageMs).toBeLessThan(10_000)
  })
})
