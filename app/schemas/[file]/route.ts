import { NextResponse } from "next/server"
import { descriptorJsonSchema, schemaPath } from "@/lib/blueprint/descriptor"

/** JSON Schemas of what people write by hand, for their editors: nobody has to sign in for them. */
export async function GET(_request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  const { file } = await params
  if (`/schemas/${file}` !== schemaPath)
    return NextResponse.json({ code: "not_found", message: "There is no such schema." }, { status: 404 })
  return NextResponse.json(descriptorJsonSchema(), {
    headers: { "access-control-allow-origin": "*", "cache-control": "public, max-age=3600" },
  })
}
