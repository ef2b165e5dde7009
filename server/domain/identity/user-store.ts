import { newId } from "@/lib/ids"
import type { Tx } from "@/server/db"

export type NewUser = {
  email: string
  name: string
  passwordHash: string
  emailVerifiedAt: Date | null
  isProvider?: boolean
}

export const findUserByEmail = (tx: Tx, email: string) => tx.user.findUnique({ where: { email } })
export const findUser = (tx: Tx, id: string) => tx.user.findUnique({ where: { id } })

/** Null: the address has an account already, perhaps since a moment ago. */
export async function createUser(tx: Tx, user: NewUser): Promise<string | null> {
  const id = newId()
  const { count } = await tx.user.createMany({ data: [{ id, ...user }], skipDuplicates: true })
  return count === 1 ? id : null
}

export const setPassword = (tx: Tx, id: string, passwordHash: string) =>
  tx.user.update({ where: { id }, data: { passwordHash } })

export async function markVerified(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.user.updateMany({ where: { id, emailVerifiedAt: null }, data: { emailVerifiedAt: at } })
}

/** An account that was never confirmed becomes that of whoever proves to read its mail. */
export async function takeOverUnverified(
  tx: Tx,
  id: string,
  as: { name: string; passwordHash: string; at: Date },
): Promise<boolean> {
  const { count } = await tx.user.updateMany({
    where: { id, emailVerifiedAt: null },
    data: { name: as.name, passwordHash: as.passwordHash, emailVerifiedAt: as.at },
  })
  return count === 1
}
