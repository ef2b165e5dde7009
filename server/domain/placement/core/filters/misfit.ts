import type { Candidate, Demand } from "../fleet"

export type MisfitCode = "down" | "draining" | "machine" | "pin" | "data" | "failover_group" | "cpu" | "memory" | "disk"

/** Why a node cannot take a demand; `text` completes "ams-n1 …". Numbers in the demand's own unit where it is about room. */
export type Misfit = { code: MisfitCode; text: string; wanted?: number; free?: number }

/** Null: nothing speaks against the node. */
export type NodeFilter = (node: Candidate, demand: Demand) => Misfit | null
