/** The one source of "now" for rules that depend on time; tests hand in their own. */
export type Clock = { now(): Date }
export const systemClock: Clock = { now: () => new Date() }
