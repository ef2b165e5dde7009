import { symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { databaseOn, type EmbeddedRig, jobOn, openEmbeddedRig, place } from "./embedded-rig"
import {
  eventually,
  get,
  instanceOn,
  instanceSpec,
  nasOn,
  never,
  nodeSpec,
  put,
  replicaOf,
  run,
  untilState,
  untilVolume,
  volumeOn,
  volumeSpec,
} from "./fabric-specs"

describe("an embedded node", () => {
  let rig: EmbeddedRig
  beforeAll(async () => {
    rig = await openEmbeddedRig()
  })
  afterAll(() => rig.close())

  async function node(): Promise<string> {
    const spec = nodeSpec()
    await rig.driver.powerOn(spec, never)
    return spec.nodeId
  }

  async function files(source = ""): Promise<ReturnType<typeof volumeSpec>> {
    const volume = volumeSpec(await node())
    await rig.driver.ensureVolume(volume, never)
    if (source) await put(rig.driver, volume, "main.mjs", source)
    return volume
  }

  test("killed with -9, its components die with it, databases included", async () => {
    const { driver } = rig
    const nodeId = await node()
    const volume = volumeSpec(nodeId, { mirroring: "postgres" })
    await driver.ensureVolume(volume, never)
    await place(driver, nodeId, databaseOn(volume))
    await run(driver, instanceSpec(nodeId))
    expect((await rig.processes(nodeId)).length).toBeGreaterThan(5)
    process.kill(await rig.agentPid(nodeId), "SIGKILL")
    await eventually("all its processes are gone", async () => (await rig.processes(nodeId)).length === 0, 3_000)
    await expect(driver.inspectNode(nodeId, never)).rejects.toMatchObject({ code: "node_unreachable" })
  })

  test("fence ends even what does not listen to signals", async () => {
    const volume = await files(`process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)`)
    await place(rig.driver, volume.nodeId, jobOn(volume))
    process.kill(await rig.agentPid(volume.nodeId), "SIGSTOP")
    await rig.driver.fence(volume.nodeId, never)
    expect(await rig.processes(volume.nodeId)).toEqual([])
  })

  test("a component that falls is started again; one that keeps falling is failed and says why", async () => {
    const { driver } = rig
    const volume = await files(`console.error("no configuration found"); process.exit(3)`)
    const spec = instanceSpec(volume.nodeId, jobOn(volume))
    await driver.ensureInstance(spec, never)
    const failed = await untilState(driver, spec, "failed")
    expect(failed.restarts).toBeGreaterThan(2)
    expect(failed.reason).toContain("main.mjs ended with code 3")
    const lines = await driver.logs(spec, { after: null, limit: 100 }, never)
    expect(lines.some(({ stream, text }) => stream === "err" && text === "no configuration found")).toBe(true)

    await put(driver, volume, "main.mjs", `console.log("well now"); setInterval(() => {}, 1000)`)
    await run(driver, { ...spec, restartToken: 1 })
    await eventually("its new words", async () =>
      (await driver.logs(spec, { after: null, limit: 9 }, never)).some(({ text }) => text === "well now"),
    )
  })

  test("a job sees its configuration, and restarts when its program changes", async () => {
    const { driver } = rig
    const volume = await files(`import { readFileSync } from "node:fs"
      console.log("I am", process.env.GRIDLINE_COMPONENT, JSON.parse(readFileSync(process.env.GRIDLINE_CONFIG)).properties.colour)
      console.log("leaked", process.env.HOME ?? "nothing")
      setInterval(() => {}, 1000)`)
    const { spec } = await place(driver, volume.nodeId, jobOn(volume, { properties: { colour: "green" } }))
    const said = (text: string) => async () =>
      (await driver.logs(spec, { after: null, limit: 50 }, never)).some((line) => line.text === text)
    await eventually("its configuration", said("I am shop:main.job green"))
    await eventually("no environment of ours", said("leaked nothing"))
    await put(driver, volume, "main.mjs", `console.log("second"); setInterval(() => {}, 1000)`)
    await eventually("the new program", said("second"))
    expect(await instanceOn(driver, spec)).toMatchObject({ state: "running", restarts: 0 })
  })

  test("processor time and memory are measured", async () => {
    const volume = await files(`for (;;) Math.sqrt(2)`)
    const { spec } = await place(rig.driver, volume.nodeId, jobOn(volume))
    await eventually("a busy processor", async () => {
      const usage = (await instanceOn(rig.driver, spec))?.usage
      return usage && usage.cpuMillis > 200 && usage.memoryMib > 20
    })
    await rig.driver.retireNode(volume.nodeId, never)
  })

  test("links that leave the volume lead nowhere", async () => {
    const { driver } = rig
    const volume = await files()
    const data = join(rig.nodeDirectory(volume.nodeId), "volumes", volume.volumeId, "data")
    await symlink("/etc", join(data, "etc"))
    await symlink("/etc/hostname", join(data, "name"))
    for (const path of ["etc/hostname", "name"])
      await expect(driver.readFile(volume, path, never)).rejects.toMatchObject({ code: "bad_path" })
    await expect(put(driver, volume, "etc/new", "x")).rejects.toMatchObject({ code: "bad_path" })
    await expect(driver.removeFile(volume, "etc/hostname", never)).rejects.toMatchObject({ code: "bad_path" })
    expect(await driver.listFiles(volume, "", never)).toEqual([])
    await driver.removeFile(volume, "name", never) // the link itself may go
  })

  test("what a process writes past us reaches the replica too, and its age says when", async () => {
    const { driver } = rig
    const volume = await files(`setInterval(() => {}, 1000)`)
    const replica = replicaOf(volume, await node())
    await driver.ensureVolume(replica, never)
    await place(driver, volume.nodeId, jobOn(volume))
    await untilVolume(driver, replica, "ok")
    const folder = (nodeId: string) => join(rig.nodeDirectory(nodeId), "volumes", volume.volumeId, "data")
    await writeFile(join(folder(volume.nodeId), "direct.txt"), "by myself")
    expect((await volumeOn(driver, replica))?.ageMs).toBeGreaterThan(0)
    await eventually(
      "its copy",
      async () => {
        await driver.inspectNode(replica.nodeId, never)
        const { readFile } = await import("node:fs/promises")
        return (await readFile(join(folder(replica.nodeId), "direct.txt"), "utf8").catch(() => "")) === "by myself"
      },
      2_500,
    )
  })

  test("a nas writes through the mirror and asks for the wire's secret", async () => {
    const { driver } = rig
    const volume = await files()
    const replica = replicaOf(volume, await node())
    await driver.ensureVolume(replica, never)
    await untilVolume(driver, replica, "ok")
    const { endpoint } = await place(driver, volume.nodeId, nasOn(volume))
    const url = `http://127.0.0.1:${endpoint.port}/files/notes/a%20b.txt`
    expect((await fetch(url, { method: "PUT", body: "x" })).status).toBe(401)
    const headers = { authorization: `Bearer ${endpoint.secret}` }
    expect((await fetch(url, { method: "PUT", body: "through the nas", headers })).status).toBe(200)
    const found = await fetch(url, { headers })
    expect(await found.text()).toBe("through the nas")
    const etag = found.headers.get("etag") ?? ""
    expect((await fetch(url, { headers: { ...headers, "if-none-match": etag } })).status).toBe(304)
    const part = await fetch(url, { headers: { ...headers, range: "bytes=8-10" } })
    expect([part.status, await part.text()]).toEqual([206, "the"])
    await rig.killAgent(volume.nodeId)
    const promoted = { ...replica, epoch: 2, role: { kind: "primary" } as const }
    await driver.ensureVolume(promoted, never)
    expect(await get(driver, promoted, "notes/a b.txt")).toBe("through the nas")
  })
})
