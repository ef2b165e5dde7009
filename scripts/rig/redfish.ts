// The rig's power control: a small Redfish service, as the board controllers of real machines have. It ends with the rig.
import { timingSafeEqual } from "node:crypto"
import { readFile } from "node:fs/promises"
import type { IncomingMessage, ServerResponse } from "node:http"
import { createServer } from "node:https"
import { z } from "zod"
import { redfishPaths, redfishPort, redfishUser } from "./redfish-process"
import { openRig, type Rig } from "./rig"
import { membersOf } from "./rig-settings"

const systems = "/redfish/v1/Systems"
const resetTypes = ["On", "ForceOff", "ForceRestart"] as const
const Reset = z.object({ ResetType: z.enum(resetTypes) })
type Answer = { status: number; body?: object; headers?: Record<string, string> }

const failure = (status: number, message: string): Answer => ({
  status,
  body: { error: { code: "Base.1.0.GeneralError", message } },
})

const root: Answer = {
  status: 200,
  body: { "@odata.id": "/redfish/v1/", Id: "RootService", RedfishVersion: "1.6.0", Systems: { "@odata.id": systems } },
}

async function describe(rig: Rig, member: string): Promise<Answer> {
  const path = `${systems}/${member}`
  const reset = { target: `${path}/Actions/ComputerSystem.Reset`, "ResetType@Redfish.AllowableValues": resetTypes }
  return {
    status: 200,
    body: {
      "@odata.id": path,
      "@odata.type": "#ComputerSystem.v1_5_0.ComputerSystem",
      Id: member,
      Name: member,
      PowerState: (await rig.isOn(member)) ? "On" : "Off",
      Actions: { "#ComputerSystem.Reset": reset },
    },
  }
}

/** Acts on one machine wait for each other: power that comes while it goes would leave half a machine. */
function perMachine() {
  const last = new Map<string, Promise<unknown>>()
  return <T>(member: string, act: () => Promise<T>): Promise<T> => {
    const next = (last.get(member) ?? Promise.resolve()).then(act, act)
    last.set(member, next)
    return next
  }
}

async function reset(rig: Rig, member: string, text: string): Promise<Answer> {
  const wanted = Reset.safeParse(parseJson(text))
  if (!wanted.success) return failure(400, `ResetType must be one of ${resetTypes.join(", ")}.`)
  const type = wanted.data.ResetType
  if (type !== "On") await rig.kill(member)
  // Power comes back at once; the machine's API takes longer, as after a real power button.
  if (type !== "ForceOff") await rig.powerOn(member)
  return { status: 204 }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the schema says what was expected.
    return undefined
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ""
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk
    if (text.length > 10_000) throw new Error("the body is too long")
  }
  return text
}

function isAllowed(request: IncomingMessage, password: string): boolean {
  const wanted = Buffer.from(`Basic ${Buffer.from(`${redfishUser}:${password}`).toString("base64")}`)
  const given = Buffer.from(request.headers.authorization ?? "")
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

function routes(rig: Rig, password: string) {
  const members = membersOf(rig.settings).map(({ name }) => name)
  const inTurn = perMachine()
  return async (request: IncomingMessage): Promise<Answer> => {
    const path = new URL(request.url ?? "/", "https://rig").pathname.replace(/\/$/, "")
    if (path === "/redfish/v1" && request.method === "GET") return root
    if (!isAllowed(request, password)) {
      const headers = { "WWW-Authenticate": 'Basic realm="rig"' }
      return { ...failure(401, "User and password are needed."), headers }
    }
    if (path === systems && request.method === "GET") {
      const list = members.map((name) => ({ "@odata.id": `${systems}/${name}` }))
      return { status: 200, body: { "@odata.id": systems, "Members@odata.count": list.length, Members: list } }
    }
    const [member = "", ...rest] = path.startsWith(`${systems}/`) ? path.slice(systems.length + 1).split("/") : []
    const action = rest.join("/")
    if (!members.includes(member)) return failure(404, `There is no ${path}.`)
    if (action === "" && request.method === "GET") return describe(rig, member)
    if (action === "Actions/ComputerSystem.Reset" && request.method === "POST") {
      const text = await readBody(request)
      return inTurn(member, () => reset(rig, member, text))
    }
    return failure(action === "" || action === "Actions/ComputerSystem.Reset" ? 405 : 404, `There is no ${path}.`)
  }
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { "Content-Type": "application/json", "OData-Version": "4.0", ...headers })
  response.end(body ? JSON.stringify(body) : undefined)
}

async function main(): Promise<void> {
  const rig = await openRig()
  const paths = redfishPaths(rig.settings)
  const answer = routes(rig, await readFile(paths.password, "utf8"))
  const [key, cert] = await Promise.all([readFile(paths.key), readFile(paths.certificate)])
  const server = createServer({ key, cert }, (request, response) => {
    const line = () => console.log(new Date().toISOString(), request.method, request.url, response.statusCode)
    response.once("finish", line)
    answer(request).then(
      (found) => send(response, found),
      (error: unknown) => {
        console.error(error)
        send(response, failure(500, error instanceof Error ? error.message : String(error)))
      },
    )
  })
  server.listen(redfishPort, rig.settings.hostAddress)
}

await main()
