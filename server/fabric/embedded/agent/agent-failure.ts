import { FabricError, type FabricErrorCode } from "../../fabric-driver"

export const refuse = (code: FabricErrorCode, message: string, retryable = false) =>
  new FabricError(code, message, retryable)

export const errorCode = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined

/** What the disk says, in the contract's words. */
export function asFabricError(error: unknown): FabricError {
  if (error instanceof FabricError) return error
  const message = error instanceof Error ? error.message : String(error)
  switch (errorCode(error)) {
    case "ENOENT":
      return refuse("not_found", "no such file or folder")
    case "ENOSPC":
    case "EDQUOT":
      return refuse("no_space", "the node's disk is full")
    case "ENOTDIR":
    case "EISDIR":
    case "ELOOP":
    case "ENAMETOOLONG":
    case "EEXIST":
      return refuse("bad_path", "not a path of that kind of file or folder")
    default:
      return refuse("failed", message, true)
  }
}
