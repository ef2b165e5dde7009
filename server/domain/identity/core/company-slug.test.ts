import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { zSlug } from "@/lib/schemas/base"
import { reservedSlugs, slugCandidates, slugOf } from "./company-slug"

describe("slugOf", () => {
  test.each([
    ["Acme", "acme"],
    ["Müller & Söhne GmbH", "mueller-soehne-gmbh"],
    ["Crème Brûlée", "creme-brulee"],
    ["O'Brien's", "obriens"],
    ["3M", "c-3m"],
    ["日本", "company"],
    ["x", "company"],
    ["--", "company"],
  ])("%s → %s", (company, slug) => {
    expect(slugOf(company)).toBe(slug)
  })

  test("is a valid slug whatever the name", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (name) => zSlug.safeParse(slugOf(name)).success))
  })
})

describe("slugCandidates", () => {
  test("are valid, different and never reserved", () => {
    const names = fc.oneof(fc.string(), fc.constantFrom(...reservedSlugs), fc.string({ minLength: 60, maxLength: 90 }))
    fc.assert(
      fc.property(names, (name) => {
        const all = slugCandidates(name, "k3f9q2xz")
        expect(new Set(all).size).toBe(all.length)
        for (const slug of all) {
          expect(zSlug.safeParse(slug).success).toBe(true)
          expect(reservedSlugs.has(slug)).toBe(false)
        }
      }),
    )
  })
})
