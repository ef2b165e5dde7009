import type { Demand, NodeView } from "../fleet"

/** Why a node cannot take a demand; `text` completes "ams-n1 …". */
export type Misfit = { code: "down" | "pin" | "data" | "failover_group" | "cpu" | "memory" | "disk"; text: string }
export type NodeFilter = (node: NodeView, demand: Demand) => Misfit[]
