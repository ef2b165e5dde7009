import { generateOpenApiDocument } from "trpc-to-openapi"
import { appRouter } from "@/server/api/root"
import type { ApiMeta } from "@/server/api/trpc"

const errors = { "4XX": { description: "`{ code, message, field? }`" } }
const idInPath = (name: string) => ({
  name,
  in: "path" as const,
  required: true,
  schema: { type: "string" as const, format: "uuid" },
})

const filePath = "/volumes/{volumeId}/files/{path}"
const parameters = [
  idInPath("volumeId"),
  {
    name: "path",
    in: "path" as const,
    required: true,
    description: "Path inside the volume, its parts separated by `/`.",
    schema: { type: "string" as const },
  },
]
const text = (name: string, required: boolean, description: string) => ({
  name,
  in: "query" as const,
  required,
  description,
  schema: { type: "string" as const },
})
const tar = { "application/x-tar": { schema: { type: "string" as const, format: "binary" } } }
const archiveDoors = {
  "/snapshots/{snapshotId}/archive": {
    parameters: [idInPath("snapshotId")],
    get: {
      operationId: "snapshots-export",
      tags: ["snapshots"],
      summary: "Download a snapshot as an archive",
      description:
        "A tar archive: `gridline.json` says what it is and how the application is drawn, below `volumes/` is what each volume holds, and `complete.json` is the last entry. A download that breaks off has no such entry.",
      responses: { 200: { description: "The archive", content: tar }, ...errors },
    },
  },
  "/vdcs/{vdcId}/archive": {
    parameters: [
      idInPath("vdcId"),
      text("name", true, "What the snapshot is called here"),
      text("note", false, "At most 200 characters"),
    ],
    post: {
      operationId: "snapshots-import",
      tags: ["snapshots"],
      summary: "Import an archive as a snapshot, to make applications of",
      description: "All of it or nothing: answers once every byte is on the nodes that keep it.",
      requestBody: { required: true, content: tar },
      responses: { 201: { description: "Imported; answers with the snapshot" }, ...errors },
    },
  },
}
const consolePath = "/components/{componentId}/console"

const size = (name: string, standard: number) => ({
  name,
  in: "query" as const,
  schema: { type: "integer" as const, default: standard },
})
const consoleDoor = {
  parameters: [idInPath("componentId"), size("columns", 80), size("rows", 24)],
  get: {
    operationId: "components-console",
    tags: ["components"],
    summary: "A shell at a terminal, over a web socket",
    description:
      'Ask for an upgrade to a web socket. Binary frames carry keys one way and what the terminal prints the other. Send `{"resize":{"columns":120,"rows":40}}` as text when the window changes. The last frame is text: `{"exitCode":0}`, or `{"error":{"code","message"}}` when it could not be opened or was ended.',
    responses: { 101: { description: "The terminal" }, ...errors },
  },
}

const errorSchema = {
  type: "object" as const,
  properties: {
    code: { type: "string" as const, description: "Stable, for programs" },
    message: { type: "string" as const, description: "A sentence that says what to do" },
    field: { type: "string" as const, description: "The input it concerns" },
  },
  required: ["code", "message"],
}

type Door = { responses?: Record<string, unknown> }
const procedures = Object.values(appRouter._def.procedures as unknown as Record<string, { _def: { meta?: ApiMeta } }>)

/** The library knows 200 alone; long acts answer 202. */
function withAccepted<Paths extends object>(paths: Paths): Paths {
  const changed = structuredClone(paths) as Record<string, Record<string, Door> | undefined>
  for (const { _def } of procedures) {
    const { openapi, accepted } = _def.meta ?? {}
    const door = openapi && accepted ? changed[openapi.path]?.[openapi.method.toLowerCase()] : undefined
    if (!door?.responses) continue
    const { 200: answer, ...others } = door.responses
    door.responses = { 202: answer, ...others }
  }
  return changed as Paths
}

/** OpenAPI 3.1 of everything under /api/v1: the procedures, what has bytes as its body (files, archives), and consoles. */
export function openApiDocument(portalUrl: string, version: string): object {
  const document = generateOpenApiDocument(appRouter, {
    title: "Gridline API",
    version,
    baseUrl: `${portalUrl}/api/v1`,
    description:
      "Send an API key as `Authorization: Bearer gl_…`. Long acts answer 202 with an operation: follow it at `/operations/{operationId}`. Errors are `{ code, message, field? }`. Lists page by `cursor`.",
    securitySchemes: { Authorization: { type: "http", scheme: "bearer" } },
  })
  const schemas = { ...document.components?.schemas }
  for (const name of Object.keys(schemas)) if (name.startsWith("error.")) schemas[name] = errorSchema
  const bytes = { "application/octet-stream": { schema: { type: "string" as const, format: "binary" } } }
  const paths = {
    ...withAccepted(document.paths ?? {}),
    [filePath]: {
      parameters,
      get: {
        operationId: "volumes-files-get",
        tags: ["volumes"],
        summary: "Download a file",
        responses: { 200: { description: "The file", content: bytes }, ...errors },
      },
      put: {
        operationId: "volumes-files-put",
        tags: ["volumes"],
        summary: "Upload a file: whole or not at all",
        requestBody: { required: true, content: bytes },
        responses: { 201: { description: "Written; answers with the file's entry" }, ...errors },
      },
      delete: {
        operationId: "volumes-files-delete",
        tags: ["volumes"],
        summary: "Delete a file or folder",
        responses: { 204: { description: "Gone" }, ...errors },
      },
    },
  }
  return {
    ...document,
    paths: { ...paths, ...archiveDoors, [consolePath]: consoleDoor },
    components: { ...document.components, schemas },
  }
}
