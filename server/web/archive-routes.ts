import type { IncomingMessage, ServerResponse } from "node:http"
import { pipeline } from "node:stream/promises"
import { TRPCError } from "@trpc/server"
import { ImportArchive } from "@/lib/schemas/archive"
import type { ApiContext } from "@/server/api/trpc"
import { DomainError } from "@/server/domain/domain-error"

const exportRoute = /^\/api\/v1\/snapshots\/([0-9a-f-]{36})\/archive$/
const importRoute = /^\/api\/v1\/vdcs\/([0-9a-f-]{36})\/archive$/

export type ArchiveRoute = { kind: "export" | "import"; id: string; query: URLSearchParams }

export function matchArchiveRoute(url: URL): ArchiveRoute | null {
  const query = url.searchParams
  const [, snapshotId] = exportRoute.exec(url.pathname) ?? []
  if (snapshotId) return { kind: "export", id: snapshotId, query }
  const [, vdcId] = importRoute.exec(url.pathname) ?? []
  return vdcId ? { kind: "import", id: vdcId, query } : null
}

/** Archives out of Gridline and into it: streamed from and to the nodes, never kept here. Errors are thrown as `DomainError`. */
export async function answerArchiveRoute(
  { kind, id, query }: ArchiveRoute,
  { caller, services }: ApiContext,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  if (!caller) throw new DomainError("unauthenticated", "Sign in, or send an API key as `Authorization: Bearer …`.")
  const method = kind === "export" ? "GET" : "POST"
  if (req.method !== method) {
    res.setHeader("allow", method)
    throw new TRPCError({ code: "METHOD_NOT_SUPPORTED" })
  }
  const gone = new AbortController()
  res.once("close", () => gone.abort())
  const tenantId = query.get("tenantId") ?? undefined
  // What a database keeps is in it: more than a volume's files, which whoever may only look may read.
  const scope = await services.access.openTenant(caller, tenantId, "application:configure")
  if (kind === "export") {
    const { fileName, body } = await services.snapshots.export(scope, id, gone.signal)
    res.writeHead(200, {
      "content-type": "application/x-tar",
      "content-disposition": `attachment; filename="${fileName}"`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    })
    return pipeline(body, res)
  }
  const asked = ImportArchive.safeParse({ vdcId: id, name: query.get("name"), note: query.get("note") ?? undefined })
  if (!asked.success) {
    const [issue] = asked.error.issues
    throw new DomainError("invalid", issue?.message ?? "That is no name.", String(issue?.path[0] ?? "name"))
  }
  // Kept open when it is refused, or whoever sends would see a broken line and no reason.
  const bytes = req.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
  const snapshot = await services.snapshots.import(scope, asked.data, bytes, gone.signal)
  res.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(snapshot))
}
