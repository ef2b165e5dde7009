import { randomUUID } from "node:crypto"
import { expect, test } from "vitest"
import type { ArchiveEntry, FabricDriver, VolumeSpec } from "../../server/fabric/fabric-driver"
import { entriesOfTar, tarOf } from "../../server/fabric/volume-archive"
import { get, never, put, refusal, volumeSpec } from "./fabric-specs"

/** Whole volumes leave as entries and come back from them: all of it, or it is told. */
export function volumesAreExported(driverNow: () => FabricDriver, poweredNode: () => Promise<string>): void {
  async function empty(nodeId: string): Promise<VolumeSpec> {
    const volume = volumeSpec(nodeId)
    await driverNow().ensureVolume(volume, never)
    return volume
  }
  async function filled(): Promise<VolumeSpec> {
    const volume = await empty(await poweredNode())
    await put(driverNow(), volume, "a/b c.txt", "as it was")
    await put(driverNow(), volume, "ünlike.txt", "x".repeat(300_000))
    await put(driverNow(), volume, "empty", "")
    return volume
  }
  const namesIn = async (volume: VolumeSpec) =>
    (await driverNow().listFiles(volume, "", never)).map(({ name }) => name).sort()

  test("what was exported is there where it is imported, in place of what was", async () => {
    const [driver, original] = [driverNow(), await filled()]
    const target = await empty(await poweredNode())
    await put(driver, target, "old.txt", "goes")
    // Through a file on somebody's disk, as it were; twice is the same as once.
    for (const _time of [1, 2])
      await driver.importVolume(target, entriesOfTar(tarOf(driver.exportVolume(original, never))), never)
    expect(await namesIn(target)).toEqual(["a", "empty", "ünlike.txt"])
    expect(await get(driver, target, "a/b c.txt")).toBe("as it was")
    expect(await get(driver, target, "ünlike.txt")).toBe("x".repeat(300_000))
    expect(await get(driver, target, "empty")).toBe("")
    await driver.removeVolume(original, never)
    await put(driver, target, "new.txt", "goes its own way")
    expect(await namesIn(target)).toEqual(["a", "empty", "new.txt", "ünlike.txt"])
  })

  test("an import that breaks off is told, and may be done again", async () => {
    const [driver, original] = [driverNow(), await filled()]
    const target = await empty(await poweredNode())
    async function* broken(): AsyncGenerator<ArchiveEntry> {
      for await (const entry of driver.exportVolume(original, never)) {
        if (entry.kind !== "file" || entry.bytes < 1_000) yield entry
        else yield { ...entry, body: brokenBody() }
      }
    }
    async function* brokenBody(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1_000)
      throw new Error("the line is dead")
    }
    await expect(driver.importVolume(target, broken(), never)).rejects.toThrow("the line is dead")
    await driver.importVolume(target, driver.exportVolume(original, never), never)
    expect(await namesIn(target)).toEqual(["a", "empty", "ünlike.txt"])
    expect(await get(driver, target, "ünlike.txt")).toBe("x".repeat(300_000))
  })

  test("nothing is written beside a volume, and one that is not there is told", async () => {
    const [driver, original] = [driverNow(), await filled()]
    async function* beside(): AsyncGenerator<ArchiveEntry> {
      for await (const entry of driver.exportVolume(original, never))
        yield entry.kind === "file" ? { ...entry, path: `../../${entry.path}` } : entry
    }
    const target = await empty(original.nodeId)
    await expect(driver.importVolume(target, beside(), never)).rejects.toEqual(refusal("bad_path"))
    const missing = { ...original, volumeId: randomUUID() }
    await expect(driver.importVolume(missing, driver.exportVolume(original, never), never)).rejects.toEqual(
      refusal("not_found"),
    )
    const seen: string[] = []
    await expect(
      (async () => {
        for await (const { path } of driver.exportVolume(missing, never)) seen.push(path)
      })(),
    ).rejects.toEqual(refusal("not_found"))
    expect(seen).toEqual([])
    expect(await namesIn(original)).toEqual(["a", "empty", "ünlike.txt"])
  })
}
