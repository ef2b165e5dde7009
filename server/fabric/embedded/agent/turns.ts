/** Acts on one subject happen one after the other, on different subjects at once. */
export class Turns {
  private readonly tails = new Map<string, Promise<void>>()

  take<T>(subject: string, act: () => Promise<T>): Promise<T> {
    const turn = (this.tails.get(subject) ?? Promise.resolve()).then(act)
    const tail = turn.then(
      () => undefined,
      () => undefined, // whoever asked hears of the failure; the next one goes on
    )
    this.tails.set(subject, tail)
    void tail.then(() => {
      if (this.tails.get(subject) === tail) this.tails.delete(subject)
    })
    return turn
  }
}
