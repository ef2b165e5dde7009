/** What can go wrong in a way a person can act on. Knows nothing of tRPC or HTTP; `server/api/domain-errors.ts` maps each once. */
export type DomainErrorCode =
  | "not_found" // unknown, or somebody else's: a stranger cannot tell which
  | "forbidden" // a member without the permission
  | "unauthenticated"
  | "invalid" // input that parses but cannot be
  | "conflict" // name taken, state does not allow it
  | "stale" // somebody was faster: read again
  | "over_quota" // more than the VDC, package or limit holds
  | "too_large"
  | "rate_limited"
  | "not_supported" // this data center cannot do that at all
  | "unavailable" // a node or a service does not answer now; try again

export class DomainError extends Error {
  constructor(
    readonly code: DomainErrorCode,
    message: string,
    /** Input field it concerns, dotted path. */
    readonly field?: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message)
    this.name = "DomainError"
  }
}

export const notFound = (what: string): DomainError =>
  new DomainError("not_found", `There is no such ${what}. Check the id, or list what there is.`)
