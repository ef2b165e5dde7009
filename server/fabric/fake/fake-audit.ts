/** When something lived on a node; `until` is open while it does. */
type Life = { nodeId: string; from: number; until: number }

export type Violation = {
  at: number
  kind: "instance_live_twice" | "two_writers"
  /** The instance's or the volume's id. */
  id: string
  nodeIds: string[]
}

const cut = (lives: Life[], nodeId: string, at: number) => {
  for (const life of lives) if (life.nodeId === nodeId && life.until > at) life.until = at
}

/**
 * What an omniscient observer saw: unlike a driver's caller it looks into nodes that do not answer. Lives are intervals, so
 * the question is answered for every instant, also those between two calls.
 */
export class FakeAudit {
  readonly violations: Violation[] = []
  private readonly instances = new Map<string, Life[]>()
  private readonly writers = new Map<string, Life[]>()

  constructor(private readonly now: () => number) {}

  begin(nodeId: string, instanceId: string, volumeIds: readonly string[]): void {
    this.add("instance_live_twice", this.instances, instanceId, nodeId)
    for (const volumeId of volumeIds) this.add("two_writers", this.writers, volumeId, nodeId)
  }

  /** `at` may lie ahead: a stopping instance lives until it has stopped. */
  end(nodeId: string, instanceId: string, volumeIds: readonly string[], at = this.now()): void {
    cut(this.instances.get(instanceId) ?? [], nodeId, at)
    for (const volumeId of volumeIds) cut(this.writers.get(volumeId) ?? [], nodeId, at)
  }

  /** On how many nodes at that instant: 1 is as it should be. */
  livesAt(kind: "instance" | "writer", id: string, at = this.now()): string[] {
    const lives = (kind === "instance" ? this.instances : this.writers).get(id) ?? []
    return [...new Set(lives.filter((life) => life.from <= at && at < life.until).map(({ nodeId }) => nodeId))]
  }

  private add(kind: Violation["kind"], all: Map<string, Life[]>, id: string, nodeId: string): void {
    const at = this.now()
    const lives = all.get(id) ?? []
    const others = lives.filter((life) => life.nodeId !== nodeId && life.until > at).map((life) => life.nodeId)
    if (others.length > 0) this.violations.push({ at, kind, id, nodeIds: [...others, nodeId] })
    if (!lives.some((life) => life.nodeId === nodeId && life.until === Number.POSITIVE_INFINITY))
      lives.push({ nodeId, from: at, until: Number.POSITIVE_INFINITY })
    all.set(id, lives)
  }
}
