import { createHash, randomBytes, randomUUID } from "node:crypto"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { openRig } from "../../scripts/rig/rig"
import type { VolumeSpec } from "../../server/fabric/fabric-driver"
import { createFakeFabric } from "../../server/fabric/fake"
import { eventually, get, never, put, refusal, volumeOn, volumeSpec } from "../contract/fabric-specs"
import { type LxdUnderTest, openLxd } from "../support/lxd-under-test"

/** Two clusters that trust the portal and not each other. */
let here: LxdUnderTest
let there: LxdUnderTest
let nodes: { here: string; there: string }
const vdcs = { here: randomUUID(), there: randomUUID() }

beforeAll(async () => {
  const { options, images } = inject("testEngines")
  const rig = await openRig(options)
  here = await openLxd(rig, "dc1", { images, withPower: true })
  there = await openLxd(rig, "dc2", { images, withPower: true })
  nodes = { here: (await here.newNode()).nodeId, there: (await there.newNode()).nodeId }
  await here.driver.ensureVdc({ vdcId: vdcs.here, nodeIds: [nodes.here], memoryMib: 2048 }, never)
  await there.driver.ensureVdc({ vdcId: vdcs.there, nodeIds: [nodes.there], memoryMib: 2048 }, never)
})
afterAll(async () => {
  await there?.close([vdcs.there])
  await here?.close([vdcs.here])
})

const bigBytes = 24 * 1024 * 1024
const digestOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex")

async function source() {
  const original = volumeSpec(nodes.here, { vdcId: vdcs.here })
  const big = randomBytes(bigBytes)
  await here.driver.ensureVolume(original, never)
  await put(here.driver, original, "a/b.txt", "as it was")
  const body = new Blob([big]).stream() as ReadableStream<Uint8Array>
  await here.driver.writeFile(original, "big.bin", body, bigBytes, never)
  return { original, digest: digestOf(big) }
}

const copyOf = (original: VolumeSpec, change: Partial<VolumeSpec> = {}) =>
  volumeSpec(nodes.there, {
    vdcId: vdcs.there,
    source: {
      kind: "copy",
      ofVolumeId: original.volumeId,
      ofNodeId: original.nodeId,
      ofVdcId: original.vdcId,
      from: here.driver,
    },
    ...change,
  })

async function digestThere(copy: VolumeSpec): Promise<string> {
  const { body } = await there.driver.readFile(copy, "big.bin", never)
  return digestOf(new Uint8Array(await new Response(body).arrayBuffer()))
}

test("a volume goes to another cluster with every byte, and each goes its own way", async () => {
  const { original, digest } = await source()
  const copy = copyOf(original)
  const began = performance.now()
  expect(await there.driver.ensureVolume(copy, never)).toMatchObject({ role: "primary", state: "ok", epoch: 1 })
  console.log(`${bigBytes >> 20} MiB to another cluster: ${((performance.now() - began) / 1000).toFixed(1)} s`)
  expect(await get(there.driver, copy, "a/b.txt")).toBe("as it was")
  expect(await digestThere(copy)).toBe(digest)
  await put(there.driver, copy, "a/b.txt", "changed there")
  expect(await get(here.driver, original, "a/b.txt")).toBe("as it was")
  await here.driver.removeVolume(original, never)
  await there.driver.ensureVolume({ ...copy, epoch: 2 }, never)
  expect(await digestThere(copy)).toBe(digest)
})

test("a copy that is broken off on its way is never taken for whole, and is made whole", async () => {
  const { original, digest } = await source()
  for (const patienceMs of [30, 150, 400]) {
    const copy = copyOf(original)
    await there.driver.ensureVolume(copy, AbortSignal.timeout(patienceMs)).catch(() => "broken off")
    await eventually("a whole copy", async () => {
      const asked = await Promise.allSettled([there.driver.ensureVolume(copy, never)])
      const [answer] = asked
      if (answer?.status === "rejected" && !answer.reason.retryable) throw answer.reason
      return answer?.status === "fulfilled"
    })
    expect(await volumeOn(there.driver, copy)).toMatchObject({ state: "ok", epoch: 1 })
    expect(await digestThere(copy)).toBe(digest)
    await there.driver.removeVolume(copy, never)
  }
})

test("what is another virtual data center's, or on machines of another kind, is refused", async () => {
  const { original } = await source()
  const foreign = copyOf({ ...original, vdcId: randomUUID() })
  await expect(there.driver.ensureVolume(foreign, never)).rejects.toEqual(refusal("not_found"))
  const otherwise = { ...copyOf(original).source, from: createFakeFabric() } as VolumeSpec["source"]
  const strange = copyOf(original, { source: otherwise })
  await expect(there.driver.ensureVolume(strange, never)).rejects.toEqual(refusal("not_supported"))
  for (const spec of [foreign, strange]) expect(await volumeOn(there.driver, spec)).toBeUndefined()
})
