import { z } from "zod"
import { zName } from "../document"

/** `web@1`, a class and its version. */
export const classPattern = /^([a-z][a-z0-9-]{0,62})@([1-9][0-9]{0,8})$/
/** `web.db -> db.db`, from an output to an input. */
export const wirePattern =
  /^([a-z][a-z0-9]{0,29})\.([A-Za-z][\w-]{0,62}) -> ([a-z][a-z0-9]{0,29})\.([A-Za-z][\w-]{0,62})$/

const value = z.union([z.string().max(4_000), z.number(), z.boolean()])
const whole = z.number().int()

const Component = z.strictObject({
  class: z
    .string()
    .regex(classPattern, "Write a class and its version, such as web@1.")
    .describe("A class and its version, such as web@1."),
  count: whole.min(1).max(50).optional().describe("Instances of it; 1 unless said."),
  properties: z.record(z.string(), value).optional().describe("Those that differ from what the class sets."),
  resources: z
    .strictObject({ cpuMillis: whole.min(1), memoryMib: whole.min(1) })
    .describe("Of each instance: thousandths of a core, and MiB."),
  volumes: z
    .record(
      z.string(),
      z.strictObject({
        sizeGib: whole.min(1),
        mirrored: z.boolean().optional().describe("A second copy on another node; true unless said."),
        content: z.string().max(200).optional().describe("What it is filled with when it is made, name@version."),
      }),
    )
    .optional()
    .describe("By the name its class gives them. What they hold is in no descriptor."),
  startOrder: whole.min(0).max(1_000).optional().describe("Lower starts first and stops last; 0 unless said."),
  standby: z.boolean().optional().describe("Kept ready and not started; false unless said."),
  pin: z
    .array(z.string().max(100))
    .max(100)
    .optional()
    .describe("Ids of the only nodes it may run on; any unless said."),
  failoverGroup: z.string().max(100).optional().describe("Instances of one group are never on the same node."),
  notes: z.string().max(2_000).optional().describe("What people want to remember of it."),
  position: z.strictObject({ x: z.number(), y: z.number() }).optional().describe("Where it is drawn."),
})

/** An application's drawing as text: version 1. Everything it may say; unknown fields are errors. */
export const Descriptor = z.strictObject({
  gridline: z.literal(1).describe("Version of this format."),
  title: z.string().trim().min(1).max(80).optional().describe("What people call it."),
  components: z.record(zName, Component),
  connections: z
    .array(z.string().regex(wirePattern, "Write a wire as component.output -> component.input."))
    .max(10_000)
    .optional()
    .describe("Wires, each as component.output -> component.input."),
})
export type Descriptor = z.infer<typeof Descriptor>

/** The path at which a portal publishes the JSON Schema, for editors. */
export const schemaPath = "/schemas/application-1.json"

/** JSON Schema of a descriptor, for editors that complete and check while one types. */
export const descriptorJsonSchema = (): object => ({
  ...z.toJSONSchema(Descriptor, { io: "input", target: "draft-7" }),
  title: "Gridline application",
  description: "The drawing of an application: its components, and the wires between them.",
})
