import { join } from "node:path"
import { readJson, writeJsonAtomic } from "../node-directory"
import { refuse } from "./agent-failure"

type Epochs = Record<string, number>

const remembered = 10_000

/** The highest epoch seen of each instance and volume, also of those removed: a late caller must not bring one back. */
export class EpochLedger {
  private constructor(
    private readonly path: string,
    private readonly epochs: Epochs,
  ) {}

  static async open(nodeFolder: string): Promise<EpochLedger> {
    const path = join(nodeFolder, "epochs.json")
    return new EpochLedger(path, (await readJson<Epochs>(path)) ?? {})
  }

  async admit(kind: "instance" | "volume", id: string, epoch: number): Promise<void> {
    const key = `${kind}:${id}`
    const seen = this.epochs[key]
    if (seen !== undefined && epoch < seen)
      throw refuse("stale_epoch", `epoch ${epoch} of this ${kind} is over, ${seen} is known here`)
    if (seen === epoch) return
    delete this.epochs[key] // so that it becomes the newest entry
    this.epochs[key] = epoch
    for (const old of Object.keys(this.epochs).slice(0, -remembered)) delete this.epochs[old]
    await writeJsonAtomic(this.path, this.epochs)
  }
}
