export { applySizes, type Size } from "./apply-sizes"
export { Blueprint, type BlueprintComponent, type BlueprintConnection, ClassBoundary } from "./document"
export { type Instance, instancesOf } from "./instances"
export {
  type BlueprintChange,
  type ChangedInstance,
  type ChangedPart,
  type InstanceRef,
  planChange,
} from "./plan-change"
export { type StartWave, startWaves } from "./start-waves"
export { validateBlueprint } from "./validate-blueprint"
export type { Violation } from "./violation"
