import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openDatabase } from "@/server/db"
import { openTenant } from "@/server/domain/access"
import { systemClock } from "@/server/domain/clock"
import { LiveChanges } from "@/server/domain/monitoring"
import { createFakeFabric, FakeClusterGate } from "@/server/fabric/fake"
import { buildServices } from "@/server/services"
import { createWebServer } from "@/server/web/create-server"

// Nobody listens on port 1.
const url = "postgresql://nobody:none@127.0.0.1:1/none"
const db = openDatabase(url, { max: 2, name: "test-away" })
const faults: unknown[] = []
const settings = {
  portalUrl: "http://localhost",
  edgeDomain: "localhost",
  edgePort: 1,
  dataDir: "/nonexistent",
  encryptionKey: "",
  smtpUrl: null,
  mailFrom: "",
  mirrorSeconds: 60,
}
const fabric = createFakeFabric()
const deps = {
  db,
  providerDb: db,
  clock: systemClock,
  fabricOf: () => fabric,
  clusters: new FakeClusterGate(),
  settings,
}
const { server } = createWebServer({
  services: buildServices(deps, new LiveChanges(url, (error) => faults.push(error))),
  portalUrl: "http://localhost",
  version: "test",
  development: false,
  // The look-up of a key fails like everything else.
  callerOf: async (req) => {
    const caller = { kind: "api_key", keyId: "", userId: "", tenantId: null, role: null, address: "" } as const
    if (req.headers.authorization)
      await openTenant(
        db,
        { ...caller, kind: "session", sessionId: "", isProvider: false },
        "01a20a34-e475-75e8-a925-e2df2e9a0135",
        "vdc:read",
      )
    return null
  },
  sameOrigin: () => true,
  pages: async (_req, res) => void res.writeHead(404).end(),
  onFault: (error) => faults.push(error),
})

beforeAll(async () => {
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
})
afterAll(async () => {
  server.close()
  await db.$disconnect()
})

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { headers })

test.each([
  ["in a use case", "/api/v1/packages", {}],
  ["in the look-up of who asks", "/api/v1/vdcs", { authorization: "Bearer gl_any" }],
  ["in health", "/api/health", {}],
])("a database that is away, %s: 503, when to come back, and nothing of its insides", async (_where, path, headers) => {
  const answer = await ask(path, headers)
  expect(answer.status).toBe(503)
  expect(answer.headers.get("retry-after")).toBe("2")
  const body = (await answer.json()) as { code: string; message: string }
  expect(body.code).toBe("unavailable")
  expect(body.message).not.toMatch(/127\.0\.0\.1|prisma|P1001/i)
  expect(faults).toEqual([])
})
