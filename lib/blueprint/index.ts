export { applySizes, type Size } from "./apply-sizes"
export * from "./assembly"
export { applyDifference, type Difference, differenceOf, invert, isEmpty, isSameDrawing } from "./difference"
export { Blueprint, type BlueprintComponent, type BlueprintConnection, ClassBoundary, FlatBlueprint } from "./document"
export { type Instance, instanceKey, instancesOf } from "./instances"
export { type Merged, mergeDrawings } from "./merge-drawings"
export {
  type BlueprintChange,
  type ChangedInstance,
  type ChangedPart,
  type InstanceRef,
  planChange,
} from "./plan-change"
export { type StartWave, startWaves } from "./start-waves"
export { type Told, tellChange } from "./tell-change"
export { validateBlueprint } from "./validate-blueprint"
export type { Violation } from "./violation"
