export { createEmbeddedFabric, type EmbeddedFabricOptions } from "./embedded-fabric"
