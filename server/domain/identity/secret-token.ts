import { createHash, randomBytes } from "node:crypto"

/** 32 random bytes: nobody guesses one, so a fast hash is enough to keep. */
const randomText = (): string => randomBytes(32).toString("base64url")

/** What the database keeps of a token. */
export const hashToken = (token: string): string => createHash("sha256").update(token).digest("base64url")

export type Token = { token: string; hash: string }

export function newToken(): Token {
  const token = randomText()
  return { token, hash: hashToken(token) }
}

export const apiKeyPattern = /^gl_[\w-]{43}$/

export function newApiKey(): Token {
  const token = `gl_${randomText()}`
  return { token, hash: hashToken(token) }
}

/** Enough to recognise a key by, far too little to use it. */
export const prefixOf = (key: string): string => key.slice(0, 9)
