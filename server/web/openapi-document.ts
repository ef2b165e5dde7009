import { generateOpenApiDocument } from "trpc-to-openapi"
import { appRouter } from "@/server/api/root"

const filePath = "/volumes/{volumeId}/files/{path}"
const parameters = [
  { name: "volumeId", in: "path" as const, required: true, schema: { type: "string" as const, format: "uuid" } },
  {
    name: "path",
    in: "path" as const,
    required: true,
    description: "Path inside the volume, its parts separated by `/`.",
    schema: { type: "string" as const },
  },
]
const errors = { "4XX": { description: "`{ code, message, field? }`" } }

/** OpenAPI 3.1 of everything under /api/v1: the procedures, and the three file acts whose bodies are bytes, not JSON. */
export function openApiDocument(portalUrl: string, version: string): object {
  const document = generateOpenApiDocument(appRouter, {
    title: "Gridline API",
    version,
    baseUrl: `${portalUrl}/api/v1`,
    description:
      "Send an API key as `Authorization: Bearer gl_…`. Long acts answer 202 with an operation: follow it at `/operations/{operationId}`. Errors are `{ code, message, field? }`. Lists page by `cursor`.",
    securitySchemes: { Authorization: { type: "http", scheme: "bearer" } },
  })
  const bytes = { "application/octet-stream": { schema: { type: "string" as const, format: "binary" } } }
  const paths = {
    ...document.paths,
    [filePath]: {
      parameters,
      get: { operationId: "volumes-files-get", tags: ["volumes"], summary: "Download a file", responses: { 200: { description: "The file", content: bytes }, ...errors } },
      put: {
        operationId: "volumes-files-put",
        tags: ["volumes"],
        summary: "Upload a file: whole or not at all",
        requestBody: { required: true, content: bytes },
        responses: { 201: { description: "Written; answers with the file's entry" }, ...errors },
      },
      delete: { operationId: "volumes-files-delete", tags: ["volumes"], summary: "Delete a file or folder", responses: { 204: { description: "Gone" }, ...errors } },
    },
  }
  return { ...document, paths }
}
