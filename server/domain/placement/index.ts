export {
  commitMove,
  commitPlacement,
  commitPlacements,
  commitReplica,
  type Outcome,
  type Placed,
} from "./commit-placement"
export { type DrawnComponent, fitDrawing } from "./core/fit-drawing"
export {
  type Demand,
  type Fleet,
  freeOf,
  type NodeView,
  type Resident,
  type Room,
  siblingOf,
  withoutApplication,
} from "./core/fleet"
export { FleetIndex } from "./core/fleet-index"
export { type CopiesPlan, type CopyDemand, planCopies } from "./core/plan-copies"
export { type DrainPlan, type DrainSnapshot, type InstanceMove, planDrain, type VolumeMove } from "./core/plan-drain"
export { type Plan, planNext, planPlacement, type Rejection } from "./core/plan-placement"
export { type MirrorDemand, planReplica, type ReplicaPlan } from "./core/plan-replica"
export { coresText, diskText, memoryText } from "./core/room-text"
export type { Policy } from "./core/score"
export { classesOf, loadDrain, meanMoveMs } from "./drain-store"
export { loadFleet, lockFleet } from "./placement-store"
