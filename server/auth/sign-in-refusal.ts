/** next-auth hands the form one string. Ours is `code: sentence`. */
export const internalRefusal = "internal: Something failed on our side. It is logged; try again in a moment."

/** Null: not a refusal but a fault. */
export function refusalOf(error: unknown): string | null {
  // Not instanceof: inside Next the class is another copy.
  const isRefusal = error instanceof Error && error.name === "DomainError" && "code" in error
  return isRefusal ? `${String(error.code)}: ${error.message}` : null
}
