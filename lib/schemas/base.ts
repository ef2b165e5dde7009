import { z } from "zod"

/** Decimal string of a whole number of any size: money and usage never travel as floating point. */
export const zBig = z.string().regex(/^-?\d+$/)
export const zId = z.uuid()
/** ISO 8601 in UTC. */
export const zInstant = z.iso.datetime()

/** Host-name label: what applications, VDCs and tenants are called in addresses. */
export const zSlug = z
  .string()
  .min(2, "Use at least 2 characters.")
  .max(40, "Use at most 40 characters.")
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "Use lower-case letters, digits and single hyphens; start with a letter.")

export const zTitle = z.string().trim().min(1, "Enter a name.").max(80, "Use at most 80 characters.")

/** Yes or no, in JSON or as text of an address: `z.coerce.boolean()` would take "false" for true. */
export const zFlag = z.preprocess(
  (value: boolean | "true" | "false") => (value === "true" ? true : value === "false" ? false : value),
  z.boolean("Say true or false."),
)

/** Every tenant procedure: with an API key the tenant is the key's own, with a session it must be named. */
export const TenantInput = z.object({ tenantId: zId.optional() })

export const PageInput = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

/** `{ code, message, field? }`: every error of every door. */
export const ApiError = z.object({ code: z.string(), message: z.string(), field: z.string().optional() })
export type ApiError = z.infer<typeof ApiError>
