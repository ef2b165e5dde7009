import { FabricError } from "../fabric-driver"
import type { Projects } from "./project"

/** Kept in the project, since nothing else outlives what was removed. */
const keyOf = (id: string) => `user.gridline.gone.${id}`
const keyPattern = /^user\.gridline\.gone\./
/** The oldest are forgotten: whoever still holds such an epoch has been dead for long. */
const mostKept = 500

/** Fencing tokens: what carries a lower one than was seen for the same id is refused, also after a removal. */
export class Epochs {
  constructor(private readonly projects: Projects) {}

  /** Throws `stale_epoch` when a higher one is known. `seen`: epochs of what is there now. */
  async admit(project: string, id: string, epoch: number, seen: readonly number[]): Promise<void> {
    const highest = Math.max(-1, ...seen)
    // What is there carries the newest epoch unless it was removed; only then the project has to be asked.
    const known = seen.length > 0 ? highest : Number((await this.projects.read(project))[keyOf(id)] ?? -1)
    if (epoch < known)
      throw new FabricError("stale_epoch", `epoch ${epoch} is older than ${known}: somebody else took over`, false)
  }

  async retire(project: string, id: string, epoch: number): Promise<void> {
    await this.projects.change(project, (config) => {
      const known = Number(config[keyOf(id)] ?? -1)
      if (known >= epoch) return null
      const kept = Object.keys(config).filter((key) => keyPattern.test(key))
      const surplus = kept.slice(0, Math.max(0, kept.length - mostKept))
      const rest = Object.fromEntries(Object.entries(config).filter(([key]) => !surplus.includes(key)))
      return { ...rest, [keyOf(id)]: String(epoch) }
    })
  }
}
