import fc from "fast-check"
import { expect, test } from "vitest"
import { zSlug } from "./schemas/base"
import { reservedVdcSlugs, slugFromTitle } from "./vdc-slug"

test.each([
  ["Production", "production"],
  ["Nordwind Produktion (EU)", "nordwind-produktion-eu"],
  ["Größe & Maß", "grosse-mass"],
  ["2nd site", "nd-site"],
  ["x", "x-vdc"],
  ["日本", "my-vdc"],
  ["www", "www-vdc"],
])("%s → %s", (title, slug) => expect(slugFromTitle(title)).toBe(slug))

test("always a host-name label that nobody else means", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 90, unit: "grapheme" }), (title) => {
      const slug = slugFromTitle(title)
      expect(zSlug.safeParse(slug).success).toBe(true)
      expect(reservedVdcSlugs.has(slug)).toBe(false)
    }),
  )
})
