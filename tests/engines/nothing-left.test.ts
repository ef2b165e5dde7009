import { execFileSync } from "node:child_process"
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { openRig, type Rig } from "../../scripts/rig/rig"
import { testRigs } from "../../scripts/rig/test-rigs"

const options = testRigs.second
const ip = (...args: string[]) => execFileSync("ip", args, { encoding: "utf8" })
const kindsOf = (lines: readonly string[]) => new Set(lines.map((line) => line.split(" ")[0]))
let second: Rig

beforeAll(async () => {
  second = await openRig(options)
  await second.down()
})
afterAll(() => second.down())

test("a rig comes and goes beside another one, and nothing of it stays", async () => {
  const first = await openRig(inject("testEngines").options)
  for (const { name } of first.settings.dataCenters) await first.settle(name)
  expect(await second.remains()).toEqual([])
  await second.up()
  const all = new Set(["network", "link", "address", "loop", "cgroup", "process", "file", "mount"])
  expect(kindsOf(await second.remains())).toEqual(all)
  const firstRun = await second.read()
  // Again: nothing is made anew, nobody has to connect anew.
  expect(await second.up()).toEqual(firstRun)
  await second.kill("n4")
  await second.down()
  expect(await second.remains()).toEqual([])
  await second.down()
  expect((await first.status()).machines.map(({ answers }) => answers)).toEqual([true, true, true, true])
})

test("a rig that broke off while it was raised is taken down as well", async () => {
  const raising = second.up()
  await expect.poll(() => second.isOn("n2"), { timeout: 60_000, interval: 20 }).toBe(true)
  await second.kill("n2")
  await expect(raising).rejects.toThrow()
  await second.down()
  expect(await second.remains()).toEqual([])
})

test("a link of that name that somebody else made is neither used nor removed", async () => {
  ip("link", "add", "glsecond0", "type", "bridge")
  try {
    await expect(second.up()).rejects.toThrow(/glsecond0/)
    await expect(second.down()).rejects.toThrow(/did not make/)
    expect(ip("link", "show", "glsecond0")).toContain("glsecond0")
  } finally {
    ip("link", "delete", "glsecond0")
  }
  expect(await second.remains()).toEqual([])
})

test("a network that is in use is refused, and a folder that holds something else is left alone", async () => {
  const taken = await openRig({ ...options, net: inject("testEngines").options.net })
  await expect(taken.up()).rejects.toThrow(/in use/)
  // What others have at our addresses is no remainder of ours.
  expect(await taken.remains()).toEqual([])
  await taken.down()
  const directory = await mkdtemp(join(tmpdir(), "gl-"))
  await writeFile(join(directory, "mine"), "")
  const elsewhere = await openRig({ ...options, directory })
  await expect(elsewhere.up()).rejects.toThrow(/not empty/)
  await expect(elsewhere.down()).rejects.toThrow(/did not make/)
  expect(await readdir(directory)).toEqual(["mine"])
  await rm(directory, { recursive: true })
})
