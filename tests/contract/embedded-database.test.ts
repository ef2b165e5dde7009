import { setTimeout as pause } from "node:timers/promises"
import pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { databaseOn, type EmbeddedRig, openEmbeddedRig, type Placed, place } from "./embedded-rig"
import { never, nodeSpec, replicaOf, untilState, untilVolume, volumeSpec } from "./fabric-specs"

/** Writes as fast as it is answered, and remembers what was acknowledged. */
class Writer {
  readonly acknowledged: number[] = []
  slowestMs = 0
  private going = true
  private done: Promise<void> | null = null

  constructor(private readonly client: pg.Client) {}

  static async on({ endpoint }: Placed): Promise<Writer> {
    const client = await connect({ endpoint })
    await client.query("CREATE TABLE IF NOT EXISTS written (n bigint PRIMARY KEY)")
    const writer = new Writer(client)
    writer.done = writer.write()
    return writer
  }

  async end(): Promise<void> {
    this.going = false
    await this.done
    await this.client.end().catch(() => undefined)
  }

  private async write(): Promise<void> {
    for (let n = Date.now() * 1000; this.going; n++) {
      const began = Date.now()
      try {
        await this.client.query("INSERT INTO written VALUES ($1)", [n])
      } catch {
        return // its server is gone; what was acknowledged until then counts
      }
      this.slowestMs = Math.max(this.slowestMs, Date.now() - began)
      this.acknowledged.push(n)
    }
  }
}

async function connect({ endpoint }: Pick<Placed, "endpoint">): Promise<pg.Client> {
  const { host, port, secret: password } = endpoint
  const client = new pg.Client({ host, port, user: "app", password, database: "app" })
  client.on("error", () => undefined)
  await client.connect()
  return client
}

async function missingOf(placed: Placed, acknowledged: number[]): Promise<number[]> {
  const client = await connect(placed)
  const { rows } = await client.query<{ n: string }>("SELECT n FROM written")
  await client.end()
  const there = new Set(rows.map(({ n }) => Number(n)))
  return acknowledged.filter((n) => !there.has(n))
}

describe("an embedded database", () => {
  let rig: EmbeddedRig
  beforeAll(async () => {
    rig = await openEmbeddedRig()
  })
  afterAll(() => rig.close())

  async function mirrored() {
    const { driver } = rig
    const [one, two] = [nodeSpec(), nodeSpec()]
    await Promise.all([driver.powerOn(one, never), driver.powerOn(two, never)])
    const primary = volumeSpec(one.nodeId, { mirroring: "postgres" })
    const replica = replicaOf(primary, two.nodeId)
    await driver.ensureVolume(primary, never)
    await driver.ensureVolume(replica, never)
    const database = await place(driver, one.nodeId, databaseOn(primary))
    await untilVolume(driver, replica, "ok", 20_000)
    return { driver, one, two, primary, replica, database }
  }

  test("asks for its secret, and takes a new one without a restart", async () => {
    const { driver } = rig
    const node = nodeSpec()
    await driver.powerOn(node, never)
    const volume = volumeSpec(node.nodeId, { mirroring: "postgres" })
    await driver.ensureVolume(volume, never)
    const { spec, endpoint } = await place(driver, node.nodeId, databaseOn(volume))
    const wrong = connect({ endpoint: { ...endpoint, secret: "guessed" } })
    await expect(wrong).rejects.toThrow(/password authentication failed/)
    await driver.ensureInstance({ ...spec, secret: "another" }, never)
    await pause(500)
    await (await connect({ endpoint: { ...endpoint, secret: "another" } })).end()
  })

  test("primary node killed with -9: the promoted copy has every acknowledged row", async () => {
    const { driver, one, two, replica, database } = await mirrored()
    const writer = await Writer.on(database)
    await expect.poll(() => writer.acknowledged.length).toBeGreaterThan(50)
    await rig.killAgent(one.nodeId)
    await writer.end()
    await driver.fence(one.nodeId, never)
    const promoted = { ...replica, epoch: 2, role: { kind: "primary" } as const }
    await driver.ensureVolume(promoted, never)
    const taken = await place(driver, two.nodeId, { ...database.spec, nodeId: two.nodeId, epoch: 2 })
    expect(await missingOf(taken, writer.acknowledged)).toEqual([])

    // The old primary comes back as a copy of the new one, and what is written now is not lost with the new one either.
    const second = await Writer.on(taken)
    await driver.powerOn(one, never)
    const returned = { ...replicaOf(promoted, one.nodeId), epoch: 3 }
    await driver.ensureVolume(returned, never)
    await untilVolume(driver, returned, "ok", 20_000)
    await pause(300)
    await rig.killAgent(two.nodeId)
    await second.end()
    await driver.ensureVolume({ ...returned, epoch: 4, role: { kind: "primary" } }, never)
    const back = await place(driver, one.nodeId, { ...database.spec, epoch: 4 })
    expect(await missingOf(back, [...writer.acknowledged, ...second.acknowledged])).toEqual([])
  })

  test("replica lost: a commit that waits for it goes on in about two seconds; back again it is in step", async () => {
    const { driver, two, replica, database } = await mirrored()
    const writer = await Writer.on(database)
    await pause(200)
    await driver.powerOff(two.nodeId, never)
    await pause(3_500)
    const before = writer.acknowledged.length
    await pause(300)
    expect(writer.acknowledged.length).toBeGreaterThan(before)
    expect(writer.slowestMs).toBeLessThan(3_500)
    await driver.powerOn(two, never)
    await untilVolume(driver, replica, "ok", 20_000)
    await writer.end()
    const promoted = { ...replica, epoch: 2, role: { kind: "primary" } as const }
    await driver.fence(database.spec.nodeId, never)
    await driver.ensureVolume(promoted, never)
    const taken = await place(driver, two.nodeId, { ...database.spec, nodeId: two.nodeId, epoch: 2 })
    expect(await missingOf(taken, writer.acknowledged)).toEqual([])
  })

  test("a copy made while it is written has every row that was acknowledged before, and goes its own way", async () => {
    const { driver, one, two, primary, database } = await mirrored()
    const writer = await Writer.on(database)
    await pause(300)
    const before = [...writer.acknowledged]
    const { volumeId: ofVolumeId, vdcId: ofVdcId } = primary
    const source = { kind: "copy", ofVolumeId, ofVdcId, ofNodeId: one.nodeId } as const
    const copy = volumeSpec(two.nodeId, { mirroring: "postgres", source })
    await driver.ensureVolume(copy, never)
    const during = writer.acknowledged.length
    const copied = await place(driver, two.nodeId, databaseOn(copy))
    await pause(300)
    await writer.end()
    expect(before.length).toBeGreaterThan(20)
    expect(await missingOf(copied, before)).toEqual([])
    expect(writer.acknowledged.length).toBeGreaterThan(during)

    const own = await Writer.on(copied)
    await pause(200)
    await own.end()
    expect(await missingOf(database, own.acknowledged)).toEqual(own.acknowledged)
    expect(await missingOf(database, writer.acknowledged)).toEqual([])

    // Stopped, it is copied as it lies there.
    await driver.ensureInstance({ ...copied.spec, wanted: "stopped" }, never)
    await untilState(driver, copied.spec, "stopped")
    const resting = { kind: "copy", ofVolumeId: copy.volumeId, ofVdcId, ofNodeId: two.nodeId } as const
    const second = volumeSpec(one.nodeId, { mirroring: "postgres", source: resting })
    await driver.ensureVolume(second, never)
    expect(await missingOf(await place(driver, one.nodeId, databaseOn(second)), own.acknowledged)).toEqual([])
  })
})
