import { hash, verify } from "@node-rs/argon2"

/** Argon2id, 19 MiB, 2 passes, one lane: OWASP's floor, about 30 ms. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export const hashPassword = (password: string): Promise<string> => hash(password, cost)

let nobodys: Promise<string> | undefined

/** An account that is not there takes as long to refuse as one that is: both compare with a hash. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  nobodys ??= hashPassword("nobody has this password")
  const right = await verify(passwordHash ?? (await nobodys), password)
  return passwordHash !== null && right
}
