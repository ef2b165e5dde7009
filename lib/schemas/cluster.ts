import { z } from "zod"
import { clusterAddress, plainFingerprint } from "../cluster-address"
import { zBig, zId, zInstant, zTitle } from "./base"
import { MachineClassOut } from "./hosting"

const zClusterAddress = z
  .string()
  .max(300)
  .refine((text) => clusterAddress(text) !== null, "Enter the address of a member, such as https://10.0.0.1:8443.")
const zAddresses = z
  .array(zClusterAddress)
  .min(1, "Enter the address of at least one member.")
  .max(50, "Enter at most 50 addresses.")
const zFingerprint = z
  .string()
  .max(200)
  .refine((text) => plainFingerprint(text) !== null, "Enter the SHA-256 fingerprint: 64 hexadecimal digits.")
const zPool = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "Enter the name of a storage pool.")
const zUplink = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,14}$/, "Enter the name of a network interface.")
const zPem = z
  .string()
  .max(20_000)
  .regex(/-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/, "Paste the certificate as PEM.")
const zCountry = z.string().regex(/^[A-Z]{2}$/, "Enter two capital letters, such as NL.")
/** One use, short life: never kept, never logged. */
const zToken = z.string().trim().min(1).max(8_000)

const Redfish = z.object({
  kind: z.literal("redfish").default("redfish"),
  url: z.url({ protocol: /^https$/, error: "Enter an address that begins with https://." }).max(300),
  user: z.string().min(1, "Enter the user's name.").max(100),
  password: z.string().min(1, "Enter the password.").max(500),
  certificate: zPem.nullable().default(null),
})

export const ClusterProblem = z.object({
  code: z.string(),
  /** Of the form of `connect`. */
  field: z.enum(["addresses", "fingerprint", "token", "storagePool", "uplink", "power"]).nullable(),
  message: z.string(),
  blocking: z.boolean(),
})

const Connection = z.object({
  identityId: zId,
  addresses: zAddresses,
  fingerprint: zFingerprint,
  /** Left out once the cluster trusts the identity's certificate. */
  token: zToken.optional(),
  storagePool: zPool,
  uplink: zUplink,
  power: Redfish.nullable().default(null),
})
export const ProbeCluster = Connection

/** Prices of a data center: millionths of the currency's minor unit per unit and hour (transfer: per GiB). */
const Prices = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/, "Enter a currency's three letters, such as EUR."),
  coreHourMicros: zBig,
  memoryGibHourMicros: zBig,
  volumeGibHourMicros: zBig,
  snapshotGibHourMicros: zBig,
  transferOutGibMicros: zBig,
})

const zDegrees = (most: number) => {
  const message = `Enter degrees, from -${most} to ${most}.`
  return z.number(message).min(-most, message).max(most, message)
}

export const ConnectCluster = Connection.extend({
  /** A partner there is, by id or slug; or a new one. */
  partner: z.string().min(1).max(80).optional(),
  newPartner: z.object({ name: zTitle, country: zCountry }).optional(),
  name: zTitle,
  city: z.string().trim().min(1, "Enter the city.").max(80),
  country: zCountry,
  latitude: zDegrees(90),
  longitude: zDegrees(180),
  /** Prices of another data center, by id or slug; or given. */
  pricesOf: z.string().min(1).max(80).optional(),
  prices: Prices.optional(),
})
  .refine((it) => (it.partner === undefined) !== (it.newPartner === undefined), {
    path: ["partner"],
    message: "Choose a partner, or name a new one.",
  })
  .refine((it) => (it.pricesOf === undefined) !== (it.prices === undefined), {
    path: ["pricesOf"],
    message: "Choose a data center whose prices are taken over, or give prices.",
  })

export const GetCluster = z.object({ clusterId: zId })
export const UpdateCluster = GetCluster.extend({
  addresses: zAddresses.optional(),
  /** Of a certificate that was renewed. */
  fingerprint: zFingerprint.optional(),
  storagePool: zPool.optional(),
  uplink: zUplink.optional(),
  /** Null: switched by hand from now on. Without a password the one that is known is kept. */
  power: Redfish.extend({ password: Redfish.shape.password.optional() }).nullable().optional(),
})

export const ClusterIdentityOut = z.object({ id: zId, certificate: z.string(), createdAt: zInstant })

const Size = z.object({
  cores: z.number(),
  memoryMib: z.number(),
  diskGib: z.number(),
  networkMbps: z.number(),
})
const SizeClass = z.object({ slug: z.string(), name: z.string() })
const memberState = ["online", "offline", "evacuated"] as const

export const ClusterProbeOut = z.object({
  engine: z.enum(["lxd", "incus"]).nullable(),
  version: z.string().nullable(),
  problems: z.array(ClusterProblem),
  members: z.array(
    Size.extend({
      name: z.string(),
      address: z.string(),
      state: z.enum(memberState),
      runsVms: z.boolean(),
      /** The machine class it is one of, by its size; null while it is not measured, or too small to be a node. */
      machineClass: SizeClass.extend({ isNew: z.boolean() }).nullable(),
    }),
  ),
})

export const ClusterOut = z.object({
  id: zId,
  dataCenter: z.object({
    id: zId,
    slug: z.string(),
    name: z.string(),
    partner: z.string(),
    city: z.string(),
    country: z.string(),
  }),
  engine: z.enum(["lxd", "incus"]).nullable(),
  version: z.string().nullable(),
  state: z.enum(["connecting", "ready", "unreachable"]),
  problems: z.array(ClusterProblem),
  lastSeenAt: zInstant.nullable(),
  createdAt: zInstant,
  addresses: z.array(z.string()),
  fingerprint: z.string(),
  /** What the cluster trusts; its key is never shown. */
  clientCertificate: z.string(),
  storagePool: z.string(),
  uplink: z.string(),
  /** Mirrors of volumes are brought up to date this often. */
  mirrorSeconds: z.number(),
  power: z
    .object({ kind: z.string(), url: z.string(), user: z.string(), certificate: z.string().nullable() })
    .nullable(),
  nodes: z.object({
    available: z.number(),
    assigned: z.number(),
    draining: z.number(),
    down: z.number(),
  }),
  /** Virtual data centers on it that are not closed: with one it cannot be disconnected. */
  vdcs: z.array(z.object({ id: zId, name: z.string(), tenant: z.string() })),
})

export const ClusterMemberOut = z.object({
  nodeId: zId,
  node: z.string(),
  member: z.string(),
  memberState: z.enum([...memberState, "gone"]).nullable(),
  state: z.enum(["available", "assigned", "draining", "down", "retired"]),
  machineClass: MachineClassOut,
  /** As measured last; may be more than its class says. */
  measured: Size.nullable(),
  /** Virtual machines can be placed on it. */
  runsVms: z.boolean(),
  assignedTo: z.object({ tenant: z.string(), vdc: z.string() }).nullable(),
})

export const DisconnectedOut = z.object({ dataCenter: z.string(), nodes: z.array(z.string()) })
