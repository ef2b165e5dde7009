export type StepKey = "vdc" | "application" | "running" | "open" | "upload" | "loss" | "cost"

/** What is known of a company: what happened in it, and what was done in this browser. */
export type Facts = {
  vdcs: number
  activeVdcs: number
  applications: number
  runningApplications: number
  /** Kinds of events seen so far. */
  eventKinds: readonly string[]
  eventMessages: readonly string[]
  /** Steps ticked or skipped in this browser. */
  marked: readonly string[]
}

const happened = (facts: Facts, pattern: RegExp): boolean =>
  facts.eventKinds.some((kind) => pattern.test(kind)) || facts.eventMessages.some((message) => pattern.test(message))

/** Which steps of the first path are done: by what really happened where the portal can tell, else by having been there. */
export function doneSteps(facts: Facts): Record<StepKey, boolean> {
  const marked = (key: StepKey) => facts.marked.includes(key)
  return {
    vdc: facts.vdcs > 0 || marked("vdc"),
    application: facts.applications > 0 || marked("application"),
    running: facts.runningApplications > 0 || marked("running"),
    open: marked("open"),
    upload: marked("upload"),
    loss: happened(facts, /node[._-](lost|down)|\blost\b/i) || marked("loss"),
    cost: marked("cost"),
  }
}
