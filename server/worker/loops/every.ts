/** Runs `work` now and then every `seconds` after it ended, until `stopping`. A failure is told and the next turn tries again. */
export function every(
  seconds: number,
  stopping: AbortSignal,
  work: () => Promise<void>,
  onTrouble: (error: unknown) => void,
): void {
  const turn = async () => {
    if (stopping.aborted) return
    try {
      await work()
    } catch (error) {
      onTrouble(error)
    }
    if (!stopping.aborted) setTimeout(turn, seconds * 1_000)
  }
  void turn()
}
