import type { Db } from "@/server/db"
import type { ClusterGate } from "@/server/fabric/cluster-gate"
import type { FabricDriver } from "@/server/fabric/fabric-driver"
import type { Clock } from "./clock"

/** What every process hands to the domains; `server/services.ts` wires them. In the worker `db` and `providerDb` are both its own role. */
export type Deps = {
  db: Db
  providerDb: Db
  clock: Clock
  /** The machines of a data center. */
  fabricOf: (dataCenter: { id: string; fabric: "embedded" | "lxd" }) => FabricDriver
  /** The way to clusters before they are a data center, and to how they are. */
  clusters: ClusterGate
  settings: {
    portalUrl: string
    /** Applications answer at APP.VDC.edgeDomain:edgePort. */
    edgeDomain: string
    edgePort: number
    dataDir: string
    /** 32 bytes, base64: AES-256-GCM key for secrets at rest. */
    encryptionKey: string
    /** Null: mail goes to the mailbox folder under the data directory. */
    smtpUrl: string | null
    mailFrom: string
    /** A periodic mirror is brought up to date when it is this old. */
    mirrorSeconds: number
  }
}
