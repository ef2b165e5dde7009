import { z } from "zod"
import { fabrics } from "../fabric"
import { PageInput, TenantInput, zBig, zFlag, zId, zInstant, zSlug, zTitle } from "./base"
import { CopyAge } from "./volume"

export const MachineClassOut = z.object({
  id: zId,
  slug: z.string(),
  name: z.string(),
  cores: z.number(),
  memoryMib: z.number(),
  diskGib: z.number(),
  networkMbps: z.number(),
})

/** Prices of a data center now: millionths of the minor unit per unit-hour (GiB for transfer). */
export const RateOut = z.object({
  meter: z.string(),
  machineClass: z.string().nullable(),
  /** Node hours only; null: any. */
  purpose: z.enum(["base", "burst", "upgrade", "dr"]).nullable(),
  microsPerUnit: zBig,
})

export const DataCenterOut = z.object({
  id: zId,
  slug: z.string(),
  name: z.string(),
  partner: z.string(),
  city: z.string(),
  country: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  fabric: z.enum(fabrics),
  currency: z.string(),
  /** Free right now, by machine class slug. */
  free: z.array(z.object({ machineClass: z.string(), nodes: z.number() })),
  rates: z.array(RateOut),
})

export const PackageOut = z.object({
  id: zId,
  slug: z.string(),
  name: z.string(),
  summary: z.string(),
  machineClass: MachineClassOut,
  nodes: z.number(),
  currency: z.string(),
  monthlyPriceMinor: zBig,
  includedVolumeGib: z.number(),
  includedTransferGib: z.number(),
})

/** For the provider: with what it is good for now. */
export const ProviderPackageOut = PackageOut.extend({
  /** Virtual data centers that have it or had it: with one, its terms stay. */
  vdcs: z.number(),
  /** Data centers with nodes of its class. */
  dataCenters: z.array(z.object({ slug: z.string(), name: z.string(), nodes: z.number(), free: z.number() })),
})

const PackageTerms = z.object({
  nodes: z.coerce.number().int("Enter a whole number.").min(1, "At least 1 node.").max(100, "At most 100 nodes."),
  currency: z.string().regex(/^[A-Z]{3}$/, "Enter a currency's three letters, such as EUR."),
  monthlyPriceMinor: z.string().regex(/^\d{1,12}$/, "Enter the price in the currency's smallest unit: 3900 is 39.00."),
  includedVolumeGib: z.coerce.number().int("Enter a whole number.").min(0).max(1_000_000),
  includedTransferGib: z.coerce.number().int("Enter a whole number.").min(0).max(1_000_000),
})
const zSummary = z.string().trim().max(200, "Use at most 200 characters.")
export const CreatePackage = PackageTerms.extend({
  name: zTitle,
  summary: zSummary.default(""),
  /** Machine class by id or slug. */
  machineClass: z.string().min(1, "Choose a machine class.").max(80),
})
export const UpdatePackage = PackageTerms.partial().extend({
  packageId: zId,
  name: zTitle.optional(),
  summary: zSummary.optional(),
})

export const VdcState = z.enum(["provisioning", "active", "suspended", "closing", "closed"])

/** What would become of what runs on a node if it were lost. */
export const NodeLossOut = z.object({
  node: z.object({ id: zId, name: z.string() }),
  components: z.array(
    z.object({
      id: zId,
      path: z.string(),
      /** Null: nowhere, for now. */
      to: z.object({ id: zId, name: z.string() }).nullable(),
      isDataLost: z.boolean(),
      reason: z.string(),
    }),
  ),
})

/** Computed from placements and replicas: can any one node be lost? */
export const HaOut = z.object({
  survives: z.boolean(),
  reasons: z.array(z.string()),
  /** The mirror that is furthest behind: what is written to its volume since is on one node only. Null: all are in step. */
  oldestMirror: z.object({ path: z.string(), ...CopyAge.shape }).nullable(),
})

export const VdcOut = z.object({
  id: zId,
  slug: z.string(),
  name: z.string(),
  state: VdcState,
  waitingReason: z.string().nullable(),
  dataCenter: z.object({
    id: zId,
    slug: z.string(),
    name: z.string(),
    partner: z.string(),
    city: z.string(),
    fabric: z.enum(fabrics),
  }),
  package: z.object({ id: zId, slug: z.string(), name: z.string(), nodes: z.number() }),
  nodes: z.object({ assigned: z.number(), down: z.number() }),
  applications: z.number(),
  createdAt: zInstant,
  activatedAt: zInstant.nullable(),
})
export const VdcDetailOut = VdcOut.extend({
  ha: HaOut,
  capacity: z.object({ cpuMillis: z.number(), memoryMib: z.number(), diskGib: z.number() }),
  reserved: z.object({ cpuMillis: z.number(), memoryMib: z.number(), diskGib: z.number() }),
})
export type VdcDetailOut = z.infer<typeof VdcDetailOut>

/** Data center and package by id or slug. */
export const CreateVdc = TenantInput.extend({
  name: zTitle,
  /** Made from the name when left out. Unique everywhere: it is part of host names. */
  slug: zSlug.optional(),
  dataCenter: z.string().min(1).max(80),
  package: z.string().min(1).max(80),
})
/** The same as a form: an empty short name means one made from the name. */
export const CreateVdcForm = z.object({
  name: zTitle,
  slug: z.preprocess((typed) => (typed === "" ? undefined : typed), zSlug.optional()),
  dataCenter: z.string().min(1, "Choose a data center."),
  package: z.string().min(1, "Choose a package."),
})
export const GetVdc = TenantInput.extend({ vdcId: zId })
export const ListVdcs = TenantInput.extend(PageInput.shape)
export const GetVdcNode = GetVdc.extend({ nodeId: zId })
export const ListVdcNodes = GetVdc.extend(PageInput.shape)

export const VdcNodeOut = z.object({
  id: zId,
  name: z.string(),
  rack: z.string(),
  state: z.enum(["available", "assigned", "draining", "down", "retired"]),
  purpose: z.enum(["base", "burst", "upgrade", "dr"]),
  since: zInstant,
  lastSeenAt: zInstant.nullable(),
  machineClass: MachineClassOut,
  reserved: z.object({ cpuMillis: z.number(), memoryMib: z.number(), diskGib: z.number() }),
  used: z.object({ cpuMillis: z.number(), memoryMib: z.number() }),
  /** Why it is being emptied, in words; null: it is not. */
  drainReason: z.string().nullable(),
  components: z.array(z.object({ id: zId, path: z.string(), state: z.string() })),
  volumes: z.array(z.object({ id: zId, path: z.string(), role: z.string(), state: z.string() })),
})

export const ProviderNodeOut = z.object({
  id: zId,
  name: z.string(),
  rack: z.string(),
  state: z.enum(["available", "assigned", "draining", "down", "retired"]),
  powerWanted: z.boolean(),
  lastSeenAt: zInstant.nullable(),
  dataCenter: z.object({ id: zId, slug: z.string(), name: z.string(), partner: z.string() }),
  machineClass: MachineClassOut,
  assignedTo: z
    .object({ tenantId: zId, tenant: z.string(), vdcId: zId, vdc: z.string(), since: zInstant, purpose: z.string() })
    .nullable(),
  components: z.number(),
  used: z.object({ cpuMillis: z.number(), memoryMib: z.number() }),
  /** Null: it is not being emptied. `byPartner`: its cluster evacuates it. `isEmpty`: nothing is on it any more. */
  drain: z
    .object({
      reason: z.string(),
      since: zInstant.nullable(),
      byPartner: z.boolean(),
      isEmpty: z.boolean(),
      componentsLeft: z.number(),
      volumesLeft: z.number(),
    })
    .nullable(),
})

/** What emptying a node would do. */
export const DrainPreviewOut = z.object({
  node: z.object({
    id: zId,
    name: z.string(),
    state: z.enum(["available", "assigned", "draining", "down", "retired"]),
  }),
  /** In the order they move. */
  components: z.array(
    z.object({
      id: zId,
      path: z.string(),
      startOrder: z.number(),
      /** Null: no other node has room; it stays where it is, and the node waits. */
      to: z.object({ id: zId, name: z.string() }).nullable(),
      reason: z.string(),
      /** How long it is expected to be away: it is stopped, moved and started. */
      downtimeMs: z.number(),
      /** `measured`: the mean of earlier moves of its class; `assumed`: none is known yet. */
      downtimeFrom: z.enum(["measured", "assumed"]),
    }),
  ),
  volumes: z.array(
    z.object({
      id: zId,
      path: z.string(),
      how: z.enum(["promote", "copy", "mirror", "stay"]),
      to: z.object({ id: zId, name: z.string() }).nullable(),
      copyGib: z.number(),
      reason: z.string(),
    }),
  ),
  /** In sentences: what it comes to. */
  summary: z.array(z.string()),
})

export const NodeOrderOut = z.object({
  id: zId,
  state: z.enum(["open", "fulfilled", "cancelled"]),
  count: z.number(),
  machineClass: MachineClassOut,
  dataCenter: z.object({ id: zId, slug: z.string(), name: z.string(), partner: z.string() }),
  tenant: z.string(),
  vdc: z.object({ id: zId, name: z.string() }),
  createdAt: zInstant,
  promisedAt: zInstant,
  closedAt: zInstant.nullable(),
})

export const PartnerOut = z.object({
  id: zId,
  slug: z.string(),
  name: z.string(),
  country: z.string(),
  dataCenters: z.number(),
  nodes: z.object({ total: z.number(), assigned: z.number(), down: z.number() }),
})

export const TenantOut = z.object({
  id: zId,
  slug: z.string(),
  name: z.string(),
  currency: z.string(),
  timeZone: z.string(),
  createdAt: zInstant,
  vdcs: z.number(),
  nodes: z.number(),
  members: z.number(),
})

export const ListProviderNodes = PageInput.extend({
  dataCenterId: zId.optional(),
  vdcId: zId.optional(),
  state: z.enum(["available", "assigned", "draining", "down", "retired"]).optional(),
})
export const GetProviderNode = z.object({ nodeId: zId })
export const DrainNode = GetProviderNode.extend({
  /** Told to whoever has the node. */
  reason: z.string().trim().min(3, "Say why: whoever has the node reads it.").max(200, "Use at most 200 characters."),
})
export const AddNodes = z.object({
  dataCenterId: zId,
  /** Machine class by id or slug. */
  machineClass: z.string().min(1).max(80),
  count: z.coerce
    .number()
    .int("Enter a whole number.")
    .min(1, "Add at least 1 node.")
    .max(100, "Add at most 100 nodes at a time."),
  /** Left out: each node goes into the rack with the fewest. */
  rack: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,19}$/, "Use up to 20 lower-case letters, digits and hyphens.")
    .optional(),
})
export const ListNodeOrders = PageInput.extend({ state: z.enum(["open", "fulfilled", "cancelled"]).optional() })
export const FulfilNodeOrder = z.object({ nodeOrderId: zId })
export const ListProviderOperations = PageInput.extend({
  vdcId: zId.optional(),
  subjectId: zId.optional(),
  active: zFlag.optional(),
})
export const GetProviderOperation = z.object({ operationId: zId })
