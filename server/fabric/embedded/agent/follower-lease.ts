/**
 * A replica may call itself `ok` only for as long as its primary promised (the lease). A primary that loses a replica first
 * stops renewing, waits until the last promise has run out, and only then acknowledges writes the replica does not have.
 * So whatever is acknowledged while a replica says `ok` is on that replica.
 */
export const leaseMs = 1_500
export const followEveryMs = 300

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export class FollowerLease {
  private inStep = false
  private promisedUntil = 0
  lastSeenMs = Date.now()

  get isInStep(): boolean {
    return this.inStep
  }

  enter(): void {
    this.inStep = true
  }

  /** What the follower is promised now. */
  renew(): number {
    this.lastSeenMs = Date.now()
    if (!this.inStep) return 0
    this.promisedUntil = Date.now() + leaseMs
    return leaseMs
  }

  /** Returns when the follower can no longer believe to be in step. */
  async leave(): Promise<void> {
    this.inStep = false
    await pause(Math.max(0, this.promisedUntil - Date.now()))
  }
}
