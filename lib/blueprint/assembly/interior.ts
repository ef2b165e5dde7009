import { z } from "zod"
import { BlueprintComponent, BlueprintConnection, zName } from "../document"

/** Names that wires and values go by: of terminals and properties. */
const zInnerName = z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/, "Use letters and digits, starting with a small letter.")

export const AssemblyTerminal = z.object({ name: zInnerName, component: zName, terminal: z.string() })

/** A value of the assembly, and where it goes inside: a property of a component there, or how many of it there are. */
export const Redirect = z.object({
  property: zInnerName,
  title: z.string().max(80).default(""),
  component: zName,
  to: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("property"), name: z.string() }),
    z.object({ kind: z.literal("count") }),
  ]),
})

/** What an assembly is made of: a drawing whose loose ends and chosen values belong to the assembly's boundary. */
export const Interior = z.object({
  format: z.literal(1),
  components: z.array(BlueprintComponent).min(1),
  connections: z.array(BlueprintConnection),
  terminals: z.array(AssemblyTerminal),
  redirects: z.array(Redirect),
})
export type Interior = z.infer<typeof Interior>
export type AssemblyTerminal = z.infer<typeof AssemblyTerminal>
export type Redirect = z.infer<typeof Redirect>

/** Of the assemblies among classes, by `name@version`. */
export type Interiors = Readonly<Record<string, Interior>>
