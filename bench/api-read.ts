import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { pathToFileURL } from "node:url"
import { initTRPC } from "@trpc/server"
import { createHTTPHandler } from "@trpc/server/adapters/standalone"
import { z } from "zod"
import { newId } from "@/lib/ids"
import { seedHosting } from "@/prisma/seed/hosting"
import { openDatabase } from "@/server/db"
import type { Caller } from "@/server/domain/access"
import { systemClock } from "@/server/domain/clock"
import { LiveChanges } from "@/server/domain/monitoring"
import { createFakeFabric, FakeClusterGate } from "@/server/fabric/fake"
import { buildServices } from "@/server/services"
import { createWebServer } from "@/server/web/create-server"
import { type BenchInput, type BenchResult, runAlone, webUrlOf, withScratchDatabase } from "./scratch-database"

const inFlight = 10
const requests = 3_000

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Requests a second with `inFlight` at a time, and the 95th percentile in ms. */
async function load(url: string): Promise<{ perSecond: number; p95: number }> {
  const times: number[] = []
  let left = requests
  const began = performance.now()
  const lane = async () => {
    while (left-- > 0) {
      const start = performance.now()
      const answer = await fetch(url)
      await answer.arrayBuffer()
      if (answer.status !== 200) throw new Error(`answered ${answer.status}`)
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: inFlight }, lane))
  times.sort((a, b) => a - b)
  return {
    perSecond: (requests * 1_000) / (performance.now() - began),
    p95: times[Math.floor(times.length * 0.95)] ?? 0,
  }
}

/** Budget: a read through access check, row-level security and output schema, beside bare tRPC with the same query and policy. */
export function run({ databaseUrl }: BenchInput): Promise<BenchResult> {
  return withScratchDatabase(databaseUrl, async ({ worker }) => {
    await seedHosting(worker)
    const tenant = await worker.tenant.create({ data: { slug: "bench", name: "Bench", billingAnchor: new Date() } })
    for (let n = 0; n < 200; n++)
      await worker.event.create({
        data: { tenantId: tenant.id, kind: "component.running", message: `shop:main.web[${n}] runs.` },
      })
    const url = await webUrlOf(worker, databaseUrl)
    const db = openDatabase(url, { max: inFlight, name: "bench-web" })
    const ours = ourServer(db, url, tenant.id)
    const peer = bareServer(db, tenant.id)
    try {
      const query = `events.list?input=${encodeURIComponent(JSON.stringify({ limit: 20 }))}`
      const [a, b] = [`${await listen(ours)}/api/trpc/${query}`, `${await listen(peer)}/${query}`]
      await load(b)
      await load(a)
      const [bare, real] = [await load(b), await load(a)]
      const ratio = real.perSecond / bare.perSecond
      const detail = `${Math.round(real.perSecond)}/s beside ${Math.round(bare.perSecond)}/s bare, p95 ${real.p95.toFixed(1)} ms; at least 0.60`
      return { name: "API read with row-level security", ratio, pass: ratio >= 0.6, detail }
    } finally {
      ours.close()
      peer.close()
      await db.$disconnect()
    }
  })
}

type Db = ReturnType<typeof openDatabase>

function ourServer(db: Db, url: string, tenantId: string): Server {
  const fabric = createFakeFabric()
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
  const deps = {
    db,
    providerDb: db,
    clock: systemClock,
    fabricOf: () => fabric,
    clusters: new FakeClusterGate(),
    settings,
  }
  const live = new LiveChanges(url, (error) => console.error(error))
  const caller: Caller = { kind: "api_key", keyId: newId(), userId: newId(), tenantId, role: "owner", address: "" }
  return createWebServer({
    services: buildServices(deps, live),
    portalUrl: "http://localhost",
    version: "bench",
    development: false,
    callerOf: async () => caller,
    sameOrigin: () => true,
    pages: async (_req, res) => void res.writeHead(404).end(),
    onFault: (error) => console.error(error),
  }).server
}

function bareServer(db: Db, tenantId: string): Server {
  const t = initTRPC.create()
  const list = t.procedure.input(z.object({ limit: z.number() })).query(({ input }) =>
    db.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT set_config('app.tenant_id', ${tenantId}, true)`
      return tx.event.findMany({ where: { tenantId }, orderBy: { id: "desc" }, take: input.limit + 1 })
    }),
  )
  return createServer(createHTTPHandler({ router: t.router({ events: t.router({ list }) }) }))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await runAlone(run)
