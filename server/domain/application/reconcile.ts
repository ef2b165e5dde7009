// The door for the reconcile loop: what only it may do to components.
export { blueprintOf } from "./application-store"
export { deleteComponents, moveComponent, noteComponent, type Observation } from "./component-store"
export { isMetered, mayComponentMove } from "./core/component-state"
export { outputsOf, terminalsOf, type WiredInstance } from "./core/wiring"
export { addressesOf } from "./to-application-out"
