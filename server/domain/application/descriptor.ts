import type { z } from "zod"
import { readDescriptor, schemaPath, writeDescriptor } from "@/lib/blueprint/descriptor"
import type { ClassBoundary } from "@/lib/blueprint/document"
import type { CheckDescriptor, DescriptorCheckOut, DescriptorOut, ImportDescriptor } from "@/lib/schemas/descriptor"
import type { OperationOut } from "@/lib/schemas/operation"
import { inTenant, type TenantScope } from "../access"
import { loadBoundaries } from "../catalog"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { blueprintOf, lockVdc } from "./application-store"
import { provisionDrawing } from "./create-application"
import { expectApplication } from "./expect-application"
import { expectImages } from "./expect-images"
import { quoteDrawing } from "./quote-application"

export type ImportDescriptorInput = z.infer<typeof ImportDescriptor>
export type CheckDescriptorInput = z.infer<typeof CheckDescriptor>

/** The drawing of an application as it is wanted now, as text. */
export const describeApplication = (
  deps: Deps,
  scope: TenantScope,
  applicationId: string,
): Promise<z.infer<typeof DescriptorOut>> =>
  inTenant(deps.db, scope, async (tx) => {
    const row = await expectApplication(tx, scope.tenantId, applicationId)
    const schemaUrl = new URL(schemaPath, deps.settings.portalUrl).href
    return {
      fileName: `${row.slug}.gridline.yaml`,
      descriptor: writeDescriptor(blueprintOf(row), { title: row.title, schemaUrl }),
    }
  })

function drawingOf(text: string, boundaries: Record<string, ClassBoundary>) {
  const read = readDescriptor(text, boundaries)
  if (read.blueprint) return read
  const [{ line, message }, ...more] = read.problems
  const rest = more.length > 0 ? ` ${more.length} more: check the descriptor to see all.` : ""
  throw new DomainError("invalid", `Line ${line}: ${message}${rest}`, "descriptor")
}

/** Another application with this drawing. Volumes are made anew: what they held is in no descriptor. */
export const importDescriptor = (
  deps: Deps,
  scope: TenantScope,
  input: ImportDescriptorInput,
): Promise<z.infer<typeof OperationOut>> =>
  inTenant(deps.db, scope, (tx) =>
    provisionDrawing(deps, tx, scope, input, async (boundaries) => {
      const { blueprint, title } = drawingOf(input.descriptor, boundaries)
      return {
        blueprint,
        title,
        origin: {
          from: "a descriptor",
          field: "descriptor",
          audit: { descriptor: `${blueprint.components.length} components` },
        },
      }
    }),
  )

/** All that is wrong with a descriptor, each with its line; or, when nothing is, what it would cost and whether it fits. */
export const checkDescriptor = (
  deps: Deps,
  scope: TenantScope,
  input: CheckDescriptorInput,
): Promise<z.infer<typeof DescriptorCheckOut>> =>
  inTenant(deps.db, scope, async (tx) => {
    const vdc = await lockVdc(tx, scope.tenantId, input.vdcId)
    if (!vdc) throw notFound("virtual data center")
    const { blueprint, problems } = readDescriptor(input.descriptor, await loadBoundaries(tx))
    if (!blueprint) return { problems, quote: null }
    await expectImages(tx, blueprint, vdc.dataCenter, "descriptor")
    return { problems: [], quote: await quoteDrawing(tx, vdc, blueprint, deps.clock.now()) }
  })
