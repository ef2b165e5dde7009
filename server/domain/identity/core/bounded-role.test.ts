import { describe, expect, test } from "vitest"
import { mayDo, permissions } from "@/lib/permissions"
import { boundedRole, exceeds, rolesByRank } from "./bounded-role"

const allowed = (role: (typeof rolesByRank)[number]) => permissions.filter((permission) => mayDo(role, permission))

describe("the rank of roles", () => {
  test("agrees with the permissions: each role may all that the next one may", () => {
    for (const [at, role] of rolesByRank.entries()) {
      const next = rolesByRank[at + 1]
      if (next) expect(allowed(role)).toEqual(expect.arrayContaining(allowed(next)))
    }
  })

  test("a bounded role is within both", () => {
    for (const role of rolesByRank)
      for (const maker of rolesByRank) {
        const bounded = boundedRole(role, maker)
        expect(allowed(role)).toEqual(expect.arrayContaining(allowed(bounded)))
        expect(allowed(maker)).toEqual(expect.arrayContaining(allowed(bounded)))
      }
    expect(boundedRole("viewer", "owner")).toBe("viewer")
    expect(boundedRole("owner", "engineer")).toBe("engineer")
  })

  test("only a higher role exceeds", () => {
    expect(exceeds("owner", "admin")).toBe(true)
    expect(exceeds("admin", "admin")).toBe(false)
    expect(exceeds("viewer", "admin")).toBe(false)
  })
})
