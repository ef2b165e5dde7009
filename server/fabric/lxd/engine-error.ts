import { FabricError, type FabricErrorCode } from "../fabric-driver"

/** What an engine answered, or that it did not. `status`: HTTP or operation status; 0: no answer came. */
export class EngineError extends Error {
  override name = "EngineError"
  constructor(
    readonly status: number,
    message: string,
    readonly what: string,
  ) {
    super(message)
  }

  get isMissing(): boolean {
    // The last of them: LXD 5.0, asked to delete a cluster group that is not there.
    return (
      this.status === 404 || /not found|does not exist|doesn't exist|deleted 0 rows instead of 1/i.test(this.message)
    )
  }

  get isThere(): boolean {
    return this.status === 409 || /already (exists|defined)|same fingerprint already/i.test(this.message)
  }
}

type Meaning = { pattern: RegExp; code: FabricErrorCode; retryable: boolean; says?: string }
/** Sentences of LXD and Incus that mean one thing to Gridline; `says`: in our words, before the engine's. The rest is `failed`. */
const meanings: readonly Meaning[] = [
  {
    pattern: /no space left|disk quota exceeded|not enough (free )?space|out of space/i,
    code: "no_space",
    retryable: true,
    says: "its storage pool, or the volume, is full",
  },
  {
    pattern: /cannot allocate memory|out of memory|not enough memory/i,
    code: "no_memory",
    retryable: true,
    says: "it has no memory left",
  },
  {
    pattern: /image.*(not found|doesn't exist|does not exist)|couldn't find.*image/i,
    code: "image_missing",
    retryable: false,
  },
  {
    pattern: /peer node .* is down|missing event connection|no available (dqlite|cowsql) leader/i,
    code: "node_unreachable",
    retryable: true,
  },
]

/** Said to whoever called the driver. What got no answer, and what an engine could not do just now, may be asked again. */
export function asFabricError(error: unknown): unknown {
  // A look of ours that took too long.
  if (error instanceof DOMException && error.name === "TimeoutError")
    return new FabricError("failed", "the engine did not answer in time", true)
  if (!(error instanceof EngineError)) return error
  for (const { pattern, code, retryable, says } of meanings)
    if (pattern.test(error.message))
      return new FabricError(code, says ? `${says} (${error.message})` : error.message, retryable)
  if (error.status === 0) return new FabricError("failed", `the engine did not answer: ${error.message}`, true)
  if (error.status === 401 || error.status === 403)
    return new FabricError("failed", `the engine does not trust this portal (${error.what}): ${error.message}`, false)
  // Engines answer 500 for what passes (a busy database, an operation in the way) and for what does not: asking again is safe. 409
  // and 412 say that somebody else was faster, or we ourselves, if the request arrived twice: the next look sees which.
  const mayPass = error.status >= 429 || [400, 409, 412].includes(error.status)
  return new FabricError("failed", `${error.message} (${error.what})`, mayPass)
}
