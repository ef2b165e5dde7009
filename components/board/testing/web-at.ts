import type { BlueprintComponent } from "@/lib/blueprint/document"

/** A component of the class `web` that is drawn there. */
export const webAt = (name: string, x = 0, y = 0): BlueprintComponent => ({
  name,
  class: "web",
  version: 1,
  count: 1,
  properties: {},
  resources: { cpuMillis: 100, memoryMib: 128 },
  volumes: {},
  startOrder: 0,
  standby: false,
  pin: [],
  failoverGroup: null,
  position: { x, y },
})
