import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto"

/** `v1.<key id>.<nonce>.<tag>.<text>`, parts in base64url. The key id says which key sealed it, for a rotation. */
const keyIdOf = (key: Buffer): string => createHash("sha256").update(key).digest("base64url").slice(0, 8)

/** AES-256-GCM. `context` (tenant and column) is bound to the text: a value moved to another row or column does not open. */
export function encryptSecret(keyBase64: string, context: string, plain: string): string {
  const key = Buffer.from(keyBase64, "base64")
  const nonce = randomBytes(12)
  const cipher = createCipheriv("aes-256-gcm", key, nonce)
  cipher.setAAD(Buffer.from(context))
  const text = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()])
  return ["v1", keyIdOf(key), ...[nonce, cipher.getAuthTag(), text].map((b) => b.toString("base64url"))].join(".")
}

/** Throws when the key, the context or the text is not the one it was sealed with. */
export function decryptSecret(keyBase64: string, context: string, sealed: string): string {
  const [version, keyId, nonce, tag, text] = sealed.split(".")
  const key = Buffer.from(keyBase64, "base64")
  if (version !== "v1" || !nonce || !tag || text === undefined) throw new Error("not a sealed secret")
  if (keyId !== keyIdOf(key)) throw new Error("sealed with another key: set the ENCRYPTION_KEY it was made with")
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64url"))
  decipher.setAAD(Buffer.from(context))
  decipher.setAuthTag(Buffer.from(tag, "base64url"))
  return Buffer.concat([decipher.update(Buffer.from(text, "base64url")), decipher.final()]).toString("utf8")
}
