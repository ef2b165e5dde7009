import { z } from "zod"
import { descriptorLimit } from "../blueprint/descriptor"
import { CreateApplication, QuoteOut } from "./application"

export const DescriptorOut = z.object({
  /** What a file of it is called. */
  fileName: z.string(),
  /** YAML. */
  descriptor: z.string(),
})

const zDescriptor = z
  .string()
  .min(1, "Paste or choose a descriptor.")
  .max(descriptorLimit, "That is too long for a descriptor.")

export const ImportDescriptor = CreateApplication.omit({ template: true, components: true }).extend({
  descriptor: zDescriptor,
})
export const CheckDescriptor = ImportDescriptor.pick({ tenantId: true, vdcId: true, descriptor: true })

export const DescriptorCheckOut = z.object({
  /** Lines and columns from 1. */
  problems: z.array(z.object({ line: z.number(), column: z.number(), message: z.string() })),
  /** Null while there are problems. */
  quote: QuoteOut.nullable(),
})
