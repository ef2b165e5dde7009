/**
 * How a partner's cluster (LXD or Incus) is connected: what `hosting` keeps of it, and what can be asked of it before it is a data
 * center. Implemented by `lxd/`. The driver itself is `fabric-driver.ts`.
 */

/** Power of the members, as their management controllers give it. Redfish: the member's name is the system's id. */
export type PowerControl = {
  kind: "redfish"
  url: string
  user: string
  password: string
  /** PEM, when the controller's certificate is not signed by a known authority. */
  certificate: string | null
}

/** All it takes to speak to a cluster. Certificates and keys are PEM; `clientKey` and `power.password` are secrets. */
export type ClusterAccess = {
  /** `https://host:8443`, of one member or several: the first that answers is asked. */
  addresses: string[]
  serverCertificate: string
  clientCertificate: string
  clientKey: string
  storagePool: string
  /** Network interface of every member that wires between members go over. */
  uplink: string
  /** Null: power is switched by hand. A member that is gone then counts as cut off once the cluster says it is offline. */
  power: PowerControl | null
}

export type ClusterMember = {
  name: string
  address: string
  state: "online" | "offline" | "evacuated"
  /** Measured; 0 while it is offline. Network Mbps: the uplink's speed, 1,000 when the engine cannot tell. */
  cores: number
  memoryMib: number
  diskGib: number
  networkMbps: number
  /** Its engine runs virtual machines: it needs QEMU and hardware that virtualizes. */
  runsVms: boolean
}

/** What keeps a cluster from being used, each with the field of the form it concerns and what to do about it. */
export type ClusterProblem = {
  code:
    | "unreachable"
    | "wrong_certificate"
    | "not_trusted"
    | "bad_token"
    | "engine_unsupported"
    | "pool_missing"
    | "uplink_missing"
    | "members_offline"
    | "power_unreachable"
    | "images_missing"
  field: "addresses" | "fingerprint" | "token" | "storagePool" | "uplink" | "power" | null
  message: string
  /** False: it works, but somebody should look at it. */
  blocking: boolean
}

export type ClusterReport = {
  engine: "lxd" | "incus" | null
  version: string | null
  members: ClusterMember[]
  problems: ClusterProblem[]
}

/** What a cluster says by itself: its members changed, or something of this VDC stopped running. */
export type ClusterNews = { kind: "members" } | { kind: "instance"; vdcId: string }

export interface ClusterGate {
  /** The certificate an address shows, if its SHA-256 fingerprint (hex, colons allowed) is the one given. Throws FabricError. */
  fetchCertificate(address: string, fingerprint: string, signal: AbortSignal): Promise<string>
  /** A certificate and key of our own to be known by; valid ten years. */
  makeClientCertificate(name: string): Promise<{ certificate: string; key: string }>
  /** Makes our certificate trusted with a one-time token of the cluster. Again when it is trusted already: nothing. Throws FabricError. */
  join(access: ClusterAccess, token: string, signal: AbortSignal): Promise<void>
  /**
   * Asks everything a data center needs and names what is missing; never throws for what the cluster lacks. Sizes of members that lacked
   * nothing may have been measured so long ago.
   */
  probe(access: ClusterAccess, signal: AbortSignal, sizesWithinMs?: number): Promise<ClusterReport>
  /**
   * Tells news as they happen, `members` first of all. Ends by throwing: FabricError when no address answers or the stream breaks (what
   * happened then was told to nobody), the signal's reason when it is asked to end.
   */
  follow(access: ClusterAccess, onNews: (news: ClusterNews) => void, signal: AbortSignal): Promise<never>
}
