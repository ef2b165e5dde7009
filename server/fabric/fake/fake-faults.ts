import { FabricError, type FabricErrorCode } from "../fabric-driver"

export type FakeVerb =
  | "ensureVdc"
  | "removeVdc"
  | "powerOn"
  | "powerOff"
  | "retireNode"
  | "fence"
  | "inspectNode"
  | "ensureInstance"
  | "removeInstance"
  | "logs"
  | "exec"
  | "openConsole"
  | "ensureVolume"
  | "refreshReplica"
  | "removeVolume"
  | "listFiles"
  | "readFile"
  | "writeFile"
  | "removeFile"
  | "exportVolume"
  | "importVolume"

type Counted = { left: number }
type Failing = Counted & { code: FabricErrorCode; message: string; retryable: boolean }

const transient: readonly FabricErrorCode[] = ["node_unreachable", "no_space", "no_memory", "failed"]

/** What shall go wrong, set by a test while it runs. Everything is counted, nothing is random. */
export class FakeFaults {
  private readonly failing = new Map<FakeVerb, Failing>()
  private readonly lost = new Map<FakeVerb, Counted>()
  private readonly doubled = new Map<FakeVerb, Counted>()
  private readonly latencies = new Map<FakeVerb, number>()
  private readonly away = new Set<string>()

  /** The next `times` calls of the verb fail without any effect. */
  failNext(verb: FakeVerb, times: number, code: FabricErrorCode, message = `${verb} was told to fail`): void {
    this.failing.set(verb, { left: times, code, message, retryable: transient.includes(code) })
  }

  /** The next `times` calls take effect, and their caller is told that the node does not answer. */
  loseAnswers(verb: FakeVerb, times: number): void {
    this.lost.set(verb, { left: times })
  }

  /** The next `times` calls are delivered a second time, late: before the next call to the same node. */
  deliverTwice(verb: FakeVerb, times: number): void {
    this.doubled.set(verb, { left: times })
  }

  /** Calls of the verb take that long before they have their effect. */
  delay(verb: FakeVerb, ms: number): void {
    this.latencies.set(verb, ms)
  }

  /** The node runs on and nobody reaches it; its power can still be cut. */
  disconnect(nodeId: string): void {
    this.away.add(nodeId)
  }

  reconnect(nodeId: string): void {
    this.away.delete(nodeId)
  }

  isAway(nodeId: string): boolean {
    return this.away.has(nodeId)
  }

  latencyOf(verb: FakeVerb): number | undefined {
    return this.latencies.get(verb)
  }

  throwIfFailing(verb: FakeVerb): void {
    const failing = this.failing.get(verb)
    if (failing && this.use(failing)) throw new FabricError(failing.code, failing.message, failing.retryable)
  }

  throwIfLost(verb: FakeVerb): void {
    const lost = this.lost.get(verb)
    if (lost && this.use(lost)) throw new FabricError("node_unreachable", "the answer was lost", true)
  }

  isDoubled(verb: FakeVerb): boolean {
    const doubled = this.doubled.get(verb)
    return doubled !== undefined && this.use(doubled)
  }

  private use(counted: Counted): boolean {
    if (counted.left <= 0) return false
    counted.left--
    return true
  }
}
