// The door for the reconcile loop: what only it may do to components.
export { blueprintOf, flatOf } from "./application-store"
export {
  cancelMove,
  deleteComponents,
  forgetPlaces,
  moveComponent,
  noteComponent,
  type Observation,
} from "./component-store"
export { isMetered, mayComponentMove } from "./core/component-state"
export { inputsOf, outputsOf, type WiredInstance } from "./core/wiring"
export { addressesOf } from "./to-application-out"
