import nodeHttp from "node:http"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { databaseOn, type EmbeddedRig, openEmbeddedRig, type Placed, place } from "./embedded-rig"
import { eventually, inputSpec, instanceOn, nasOn, never, nodeSpec, outputSpec, put, volumeSpec } from "./fabric-specs"

describe("a whole application on embedded nodes", () => {
  let rig: EmbeddedRig
  beforeAll(async () => {
    rig = await openEmbeddedRig()
  })
  afterAll(() => rig.close())

  const http = [inputSpec("in", "http")]

  async function guestbook() {
    const { driver } = rig
    const [one, two] = [nodeSpec(), nodeSpec()]
    await Promise.all([driver.powerOn(one, never), driver.powerOn(two, never)])
    const content = volumeSpec(one.nodeId, { source: { kind: "content", content: "guestbook@1" } })
    const data = volumeSpec(one.nodeId, { mirroring: "postgres" })
    await Promise.all([driver.ensureVolume(content, never), driver.ensureVolume(data, never)])
    const [database, nas] = await Promise.all([
      place(driver, one.nodeId, databaseOn(data)),
      place(driver, one.nodeId, nasOn(content)),
    ])
    const outputs = [outputSpec("content", "files", [nas.endpoint]), outputSpec("db", "postgres", [database.endpoint])]
    const web = (n: number, nodeId: string) =>
      place(driver, nodeId, { path: `shop:main.web[${n}]`, image: "web@1", inputs: http, outputs })
    const webs = await Promise.all([web(0, one.nodeId), web(1, two.nodeId)])
    const behind = (endpoints: Placed["endpoint"][]) => [outputSpec("out", "http", endpoints)]
    const balancer = await place(driver, two.nodeId, { outputs: behind(webs.map(({ endpoint }) => endpoint)) })
    const change = { path: "shop:main.gateway", image: "gateway@1", outputs: behind([balancer.endpoint]) }
    const gateway = await place(driver, two.nodeId, change)
    return { driver, content, webs, balancer, gateway, url: `http://127.0.0.1:${gateway.endpoint.port}` }
  }

  test("gateway, balancer, two web servers, a database and a nas serve a guestbook", async () => {
    const { driver, content, webs, balancer, gateway, url } = await guestbook()
    const signed = await fetch(url, {
      method: "POST",
      body: new URLSearchParams({ name: "Ada", message: "<b>first</b>" }),
      redirect: "manual",
    })
    expect([signed.status, signed.headers.get("location")]).toEqual([303, "/"])
    const page = await fetch(url)
    const text = await page.text()
    expect(page.status).toBe(200)
    expect(text).toContain("&#60;b&#62;first&#60;/b&#62;")
    expect(page.headers.get("set-cookie")).toMatch(/^GLSESSION=/)
    expect(page.headers.get("x-served-by")).toMatch(/^shop:main\.web\[[01]\]$/)
    expect((await fetch(`${url}/style.css`)).headers.get("content-type")).toContain("text/css")
    expect((await fetch(`${url}/server.mjs`)).status).toBe(404)

    const session = { cookie: (page.headers.get("set-cookie") ?? "").split(";")[0] ?? "" }
    const servers = new Set<string | null>()
    for (let n = 0; n < 5; n++) servers.add((await fetch(url, { headers: session })).headers.get("x-served-by"))
    expect(servers.size).toBe(1)

    // An uploaded file is served by all web servers at once.
    for (const version of ["one", "two"]) {
      await put(driver, content, "public/notes/today.txt", version)
      for (const { endpoint } of webs) {
        const found = await fetch(`http://127.0.0.1:${endpoint.port}/notes/today.txt`)
        expect([found.headers.get("x-served-by"), await found.text()]).toEqual([endpoint.path, version])
      }
    }
    const etag = (await fetch(`${url}/notes/today.txt`)).headers.get("etag") ?? ""
    expect((await fetch(`${url}/notes/today.txt`, { headers: { "if-none-match": etag } })).status).toBe(304)

    // Outputs change live: without the second server, only the first one answers.
    const [first] = webs
    const only = [outputSpec("out", "http", [first.endpoint])]
    const before = await instanceOn(driver, balancer.spec)
    await driver.ensureInstance({ ...balancer.spec, outputs: only }, never)
    await eventually("only the first one", async () => {
      const answers = await Promise.all([1, 2, 3, 4].map(() => fetch(url)))
      return answers.every((answer) => answer.headers.get("x-served-by") === "shop:main.web[0]")
    })
    expect(await instanceOn(driver, balancer.spec)).toMatchObject({ startedAt: before?.startedAt, restarts: 0 })
    await driver.ensureInstance(balancer.spec, never)

    const counted = await eventually("visitors' bytes", async () => {
      const usage = (await instanceOn(driver, gateway.spec))?.usage
      return usage && usage.externalTxBytes > text.length && usage.externalRxBytes > 0 && usage
    })
    expect(counted.wires.out).toBeGreaterThan(text.length)
  })

  test("a killed web server is not noticed, and comes back", async () => {
    const { driver, webs, url } = await guestbook()
    const victim = webs[0].spec
    const folder = `/instances/${victim.instanceId}`
    const { readlink } = await import("node:fs/promises")
    const pids = await rig.processes(victim.nodeId)
    const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => "")))
    const runner = pids.find((_, index) => folders[index]?.endsWith(folder))
    if (!runner) throw new Error("the web server's runner is not to be found")
    process.kill(runner, "SIGKILL")
    const statuses: number[] = []
    for (let n = 0; n < 40; n++) statuses.push((await fetch(url)).status)
    expect(new Set(statuses)).toEqual(new Set([200]))
    await eventually("its restart", async () => {
      const observed = await instanceOn(driver, victim)
      return observed?.state === "running" && observed.restarts === 1
    })
    const again = await instanceOn(driver, victim)
    expect(again?.inputs.in?.port).toBe(webs[0].endpoint.port) // nobody has to be told
  })

  async function site(files: Record<string, string>) {
    const { driver } = rig
    const node = nodeSpec()
    await driver.powerOn(node, never)
    const content = volumeSpec(node.nodeId)
    await driver.ensureVolume(content, never)
    for (const [path, text] of Object.entries(files)) await put(driver, content, path, text)
    const nas = await place(driver, node.nodeId, nasOn(content))
    const outputs = [outputSpec("content", "files", [nas.endpoint])]
    const web = await place(driver, node.nodeId, { path: "shop:main.web[0]", image: "web@1", inputs: http, outputs })
    const behind = ({ endpoint }: Placed) => [outputSpec("out", "http", [endpoint])]
    const balancer = await place(driver, node.nodeId, { outputs: behind(web) })
    const change = {
      path: "shop:main.gateway",
      image: "gateway@1",
      outputs: behind(balancer),
      properties: { maxBodyMib: 1 },
    }
    const gateway = await place(driver, node.nodeId, change)
    return {
      driver,
      content,
      nas,
      web,
      gateway,
      port: gateway.endpoint.port,
      url: `http://127.0.0.1:${gateway.endpoint.port}`,
    }
  }

  test("a site of files: index pages, ranges, no dotfiles, and a copy while the nas is away", async () => {
    const { driver, nas, url } = await site({
      "index.html": "<h1>home</h1>",
      "docs/index.html": "docs",
      ".secret": "no",
      "data.bin": "0123456789",
      "late.txt": "never asked for while the nas was there",
    })
    expect(await (await fetch(url)).text()).toBe("<h1>home</h1>")
    const docs = await fetch(`${url}/docs?x=1`, { redirect: "manual" })
    expect([docs.status, docs.headers.get("location")]).toEqual([308, "/docs/?x=1"])
    const part = await fetch(`${url}/data.bin`, { headers: { range: "bytes=2-4" } })
    expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([206, "bytes 2-4/10", "234"])
    for (const path of ["/.secret", "/nothing", "/%2e%2e/%2e%2e/etc/passwd"])
      expect((await fetch(url + path)).status).toBe(404)
    await driver.ensureInstance({ ...nas.spec, wanted: "stopped" }, never)
    await eventually("the nas is stopped", async () => (await instanceOn(driver, nas.spec))?.state === "stopped")
    expect(await (await fetch(url)).text()).toBe("<h1>home</h1>")
    expect((await fetch(`${url}/late.txt`)).status).toBe(503)
  })

  const echoing = `import { createServer } from "node:http"
    import pg from "pg"
    const server = createServer((request, response) => {
      if (request.url === "/die") process.exit(1)
      request.resume()
      request.on("end", () => response.end(request.headers["x-forwarded-host"] + " " + typeof pg.Pool))
    })
    server.on("upgrade", (_request, socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\\r\\nupgrade: websocket\\r\\nconnection: upgrade\\r\\n\\r\\n")
      socket.pipe(socket)
    })
    server.listen(process.env.PORT, "127.0.0.1")`

  test("a program of the tenant: upgrades pass, limits hold, a fall is repaired, a new version replaces it", async () => {
    const { driver, content, port, url } = await site({ "server.mjs": echoing })
    expect(await (await fetch(url)).text()).toBe(`127.0.0.1:${port} function`)
    expect((await fetch(url, { method: "POST", body: "x".repeat(1024 * 1024 + 1) })).status).toBe(413)

    const echoed = await new Promise<string>((resolve, reject) => {
      const headers = { connection: "upgrade", upgrade: "websocket" }
      const request = nodeHttp.request({ port, host: "127.0.0.1", headers })
      request.on("upgrade", (_response, socket) => {
        socket.once("data", (data: Buffer) => {
          socket.destroy()
          resolve(data.toString())
        })
        socket.write("over here")
      })
      request.on("error", reject)
      request.end()
    })
    expect(echoed).toBe("over here")

    const fallen = await fetch(`${url}/die`)
    expect(fallen.status).toBe(502)
    await eventually("its restart", async () => (await fetch(url)).status === 200)
    await put(driver, content, "server.mjs", echoing.replace("typeof pg.Pool", '"second"'))
    await eventually("the second version", async () => (await (await fetch(url)).text()).endsWith("second"))
  })

  test("without anything behind it the gateway says so", async () => {
    const { driver } = rig
    const node = nodeSpec()
    await driver.powerOn(node, never)
    const { endpoint } = await place(driver, node.nodeId, { path: "shop:main.gateway", image: "gateway@1" })
    const answer = await fetch(`http://127.0.0.1:${endpoint.port}/`)
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"])
    expect(await answer.text()).toContain("Nothing of this application is running")
    const large = { method: "POST", body: "x".repeat(1024), headers: { "content-length": "1024" } }
    expect((await fetch(`http://127.0.0.1:${endpoint.port}/`, large)).status).toBe(503)
  })
})
