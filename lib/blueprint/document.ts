import { z } from "zod"

/**
 * The blueprint: an application's drawing as one versioned JSON document, the same for whiteboard, server, CLI and tests.
 * Units: cpuMillis = thousandths of a core, memoryMib = MiB, sizeGib = GiB.
 */

export const zName = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,29}$/, "Use lower-case letters and digits, starting with a letter.")

const propertyValue = z.union([z.string().max(4000), z.number(), z.boolean()])

export const BlueprintVolume = z.object({
  sizeGib: z.number().int().min(1),
  mirrored: z.boolean().default(true),
  /** Content it is filled with when made, `name@version`; left out: empty. */
  content: z.string().optional(),
})

/** Of one component, whatever its class allows. */
export const mostInstances = 50

export const BlueprintComponent = z.object({
  name: zName,
  class: z.string(),
  version: z.number().int().min(1),
  count: z.number().int().min(1).max(mostInstances).default(1),
  properties: z.record(z.string(), propertyValue).default({}),
  resources: z.object({ cpuMillis: z.number().int().min(1), memoryMib: z.number().int().min(1) }),
  volumes: z.record(z.string(), BlueprintVolume).default({}),
  /** Lower starts first and stops last. */
  startOrder: z.number().int().min(0).max(1000).default(0),
  standby: z.boolean().default(false),
  /** Only these nodes (ids); empty: any. */
  pin: z.array(z.string()).default([]),
  /** Instances of one group are never on the same node. */
  failoverGroup: z.string().nullable().default(null),
  /** What people want to remember of it; changes nothing that runs. */
  notes: z.string().max(2000).optional(),
  position: z.object({ x: z.number(), y: z.number() }),
})

export const BlueprintConnection = z.object({
  from: z.object({ component: zName, terminal: z.string() }),
  to: z.object({ component: zName, terminal: z.string() }),
})

export const Blueprint = z.object({
  format: z.literal(1),
  components: z.array(BlueprintComponent),
  connections: z.array(BlueprintConnection),
})
export type Blueprint = z.infer<typeof Blueprint>

/** With every assembly opened (`assembly/flatten`): components inside one are called after where they are, `db.replica`. */
export const FlatBlueprint = Blueprint.extend({
  components: z.array(BlueprintComponent.extend({ name: z.string(), startOrder: z.number().int().min(0) })),
  connections: z.array(
    z.object({
      from: z.object({ component: z.string(), terminal: z.string() }),
      to: z.object({ component: z.string(), terminal: z.string() }),
    }),
  ),
})
export type BlueprintComponent = z.infer<typeof BlueprintComponent>
export type BlueprintConnection = z.infer<typeof BlueprintConnection>

/** What runs of a stored revision: its drawing with every assembly opened; `flat` is null where it has none. */
export const flatOfRevision = (revision: { blueprint: unknown; flat: unknown } | null): Blueprint =>
  FlatBlueprint.parse(revision?.flat ?? revision?.blueprint)

const range = z.object({ min: z.number().int(), max: z.number().int(), default: z.number().int() })

/** What a class shows to the outside; its interior is the image. */
export const ClassBoundary = z.object({
  /** What an instance is to its node: a system container, or a virtual machine where the node can run one. */
  machine: z.enum(["container", "vm"]).default("container"),
  /** Its interior is other components, not an image. */
  isAssembly: z.boolean().optional(),
  terminals: z.array(
    z.object({
      name: z.string(),
      direction: z.enum(["input", "output"]),
      protocol: z.string(),
      /** An output that must lead somewhere. */
      mandatory: z.boolean().default(false),
      /** An input that visitors reach from outside through the edge. */
      external: z.boolean().default(false),
      title: z.string().default(""),
    }),
  ),
  properties: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      type: z.enum(["string", "number", "boolean"]),
      default: propertyValue.optional(),
      mandatory: z.boolean().default(false),
      min: z.number().optional(),
      max: z.number().optional(),
      /** A number without a fraction. */
      integer: z.boolean().optional(),
      values: z.array(propertyValue).optional(),
    }),
  ),
  resources: z.object({ cpuMillis: range, memoryMib: range }),
  volumes: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      mirroring: z.enum(["files", "postgres"]),
      /** People may look into it and change its files. */
      browsable: z.boolean(),
      sizeGib: range,
    }),
  ),
  count: z.object({ max: z.number().int().min(1) }),
})
export type ClassBoundary = z.infer<typeof ClassBoundary>
