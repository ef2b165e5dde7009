export { FakeAudit, type Violation } from "./fake-audit"
export { type FakeClock, ManualClock, wallClock } from "./fake-clock"
export { createFakeFabric, type FakeCall, FakeFabric, type FakeFabricOptions } from "./fake-fabric"
export { FakeFaults, type FakeVerb } from "./fake-faults"
