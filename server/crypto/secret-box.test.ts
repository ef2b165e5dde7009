import { randomBytes } from "node:crypto"
import { describe, expect, test } from "vitest"
import { decryptSecret, encryptSecret } from "./secret-box"

const key = randomBytes(32).toString("base64")

describe("a sealed secret", () => {
  test("opens with its key and context", () => {
    const sealed = encryptSecret(key, "t1:component.secret", "pass wörd")
    expect(sealed).not.toContain("pass")
    expect(decryptSecret(key, "t1:component.secret", sealed)).toBe("pass wörd")
  })

  test("never looks the same twice", () => {
    expect(encryptSecret(key, "c", "x")).not.toBe(encryptSecret(key, "c", "x"))
  })

  test("does not open in another tenant's row or another column", () => {
    const sealed = encryptSecret(key, "t1:component.secret", "x")
    expect(() => decryptSecret(key, "t2:component.secret", sealed)).toThrow()
    expect(() => decryptSecret(key, "t1:mail.text", sealed)).toThrow()
  })

  test("does not open when changed", () => {
    const parts = encryptSecret(key, "c", "some text").split(".")
    for (const at of [2, 3, 4]) {
      const bytes = Buffer.from(parts[at] ?? "", "base64url")
      bytes[0] = (bytes[0] ?? 0) ^ 1
      const changed = parts.map((part, index) => (index === at ? bytes.toString("base64url") : part)).join(".")
      expect(() => decryptSecret(key, "c", changed)).toThrow()
    }
    expect(() => decryptSecret(key, "c", "plain")).toThrow("not a sealed secret")
  })

  test("says so when another key made it", () => {
    const other = randomBytes(32).toString("base64")
    expect(() => decryptSecret(other, "c", encryptSecret(key, "c", "x"))).toThrow("another key")
  })
})
