import type { FieldValues, Resolver } from "react-hook-form"
import type { z } from "zod"

/**
 * Checks a form with a procedure's own schema, fetched when something is first checked: Zod and the schemas would
 * otherwise weigh on every page that has a form. `useForm({ resolver: lazyResolver(async () => (await import(…)).Schema) })`.
 */
export const lazyResolver =
  <Values extends FieldValues>(load: () => Promise<z.ZodType<unknown, unknown>>): Resolver<Values> =>
  async (values) => {
    const schema = await load()
    const result = await schema.safeParseAsync(values)
    if (result.success) return { values, errors: {} }
    const errors: Record<string, unknown> = {}
    for (const issue of result.error.issues) place(errors, issue.path.map(String), issue.message)
    return { values: {}, errors: errors as never }
  }

/** The first message of each field, nested as the form's values are. */
function place(errors: Record<string, unknown>, path: string[], message: string): void {
  const [head = "root", ...rest] = path
  if (rest.length === 0) {
    errors[head] ??= { type: "schema", message }
    return
  }
  const inner = (errors[head] ?? {}) as Record<string, unknown>
  errors[head] = inner
  place(inner, rest, message)
}
