export { createLxdGate, type GateOptions } from "./gate"
export { availableImages } from "./images"
export { type ClosableFabric, createLxdFabric, type LxdFabricOptions } from "./lxd-fabric"
