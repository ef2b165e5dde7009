import type { IncomingMessage, ServerResponse } from "node:http"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { TRPCError } from "@trpc/server"
import type { Permission } from "@/lib/permissions"
import { uploadLimitBytes } from "@/lib/schemas/volume"
import type { ApiContext } from "@/server/api/trpc"
import { DomainError } from "@/server/domain/domain-error"

/** `/api/v1/volumes/{volumeId}/files/{path…}` */
const route = /^\/api\/v1\/volumes\/([0-9a-f-]{36})\/files\/(.+)$/

export type FileRoute = { volumeId: string; path: string; tenantId: string | undefined }

export function matchFileRoute(url: URL): FileRoute | null {
  const match = route.exec(url.pathname)
  if (!match?.[1] || !match[2]) return null
  try {
    return {
      volumeId: match[1],
      path: decodeURIComponent(match[2]),
      tenantId: url.searchParams.get("tenantId") ?? undefined,
    }
  } catch {
    throw new DomainError("invalid", "The path is not valid URL encoding.", "path")
  }
}

/** Bytes in and out of a volume: streamed, never held in memory. Errors are thrown as `DomainError`. */
export async function answerFileRoute(
  target: FileRoute,
  ctx: ApiContext,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { caller, services } = ctx
  if (!caller) throw new DomainError("unauthenticated", "Sign in, or send an API key as `Authorization: Bearer …`.")
  const open = (permission: Permission) => services.access.openTenant(caller, target.tenantId, permission)
  const gone = new AbortController()
  res.once("close", () => gone.abort())

  if (req.method === "GET" || req.method === "HEAD") {
    const scope = await open("volume:read")
    const file = await services.volumes.readFile(scope, target.volumeId, target.path, gone.signal)
    const name = target.path.split("/").at(-1) ?? "file"
    res.writeHead(200, {
      "content-type": "application/octet-stream",
      "content-length": file.bytes,
      "last-modified": new Date(file.modifiedAt).toUTCString(),
      // Always a download: a tenant's HTML must never run on the portal's origin.
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      "content-security-policy": "sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    })
    if (req.method === "HEAD") {
      await file.body.cancel()
      res.end()
      return
    }
    await pipeline(Readable.fromWeb(file.body as Parameters<typeof Readable.fromWeb>[0]), res)
    return
  }
  if (req.method === "PUT") {
    const scope = await open("volume:write")
    const declared = Number(req.headers["content-length"] ?? 0)
    if (declared > uploadLimitBytes)
      throw new DomainError(
        "too_large",
        `A file may have at most ${uploadLimitBytes / 1_048_576} MiB; this one has ${Math.ceil(declared / 1_048_576)} MiB.`,
      )
    const body = Readable.toWeb(req) as ReadableStream<Uint8Array>
    const entry = await services.volumes.writeFile(scope, target.volumeId, target.path, body, gone.signal)
    res.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(entry))
    return
  }
  if (req.method === "DELETE") {
    const scope = await open("volume:write")
    await services.volumes.removeFile(scope, target.volumeId, target.path, gone.signal)
    res.writeHead(204).end()
    return
  }
  res.setHeader("allow", "GET, HEAD, PUT, DELETE")
  throw new TRPCError({ code: "METHOD_NOT_SUPPORTED" })
}
