import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parse } from "yaml"
import type { Blueprint } from "../document"
import { arbitraryBlueprint } from "../testing/arbitrary-blueprint"
import { sampleClasses } from "../testing/sample-classes"
import { descriptorJsonSchema, descriptorLimit, readDescriptor, writeDescriptor } from "."

const read = (text: string) => readDescriptor(text, sampleClasses)
const problemsOf = (text: string) => read(text).problems.map(({ line, message }) => `${line}: ${message}`)

const shop: Blueprint = {
  format: 1,
  components: [
    {
      name: "web",
      class: "web",
      version: 1,
      count: 2,
      properties: {},
      resources: { cpuMillis: 250, memoryMib: 192 },
      volumes: {},
      startOrder: 20,
      standby: false,
      pin: [],
      failoverGroup: null,
      position: { x: 240, y: 0 },
    },
  ],
  connections: [],
}

test("any drawing that may run is the same drawing when its text is read", () => {
  fc.assert(
    fc.property(
      arbitraryBlueprint(),
      fc.option(fc.string({ minLength: 1, maxLength: 80 }), { nil: undefined }),
      (drawn, typed) => {
        const title = typed?.trim() || undefined
        const text = writeDescriptor(drawn, { ...(title ? { title } : {}), schemaUrl: "https://portal.test/s.json" })
        expect(read(text)).toEqual({ blueprint: drawn, title, problems: [] })
        expect(writeDescriptor(drawn, { ...(title ? { title } : {}), schemaUrl: "https://portal.test/s.json" })).toBe(
          text,
        )
      },
    ),
    { numRuns: 30 },
  )
})

test("a text says what somebody chose, and names its schema for editors", () => {
  expect(writeDescriptor(shop, { title: "Shop", schemaUrl: "https://portal.test/s.json" })).toBe(
    `# yaml-language-server: $schema=https://portal.test/s.json

gridline: 1
title: Shop
components:
  web:
    class: web@1
    count: 2
    resources: { cpuMillis: 250, memoryMib: 192 }
    startOrder: 20
    position: { x: 240, y: 0 }
connections: []
`,
  )
})

describe("what is wrong is told with its line", () => {
  const good = writeDescriptor(shop).trimEnd().split("\n")
  const withLine = (number: number, line: string) =>
    [...good.slice(0, number - 1), line, ...good.slice(number)].join("\n")

  test.each([
    ["a broken line", withLine(3, "  web: ["), /^\d+: /],
    [
      "an unknown field of a component",
      withLine(5, "    colour: red"),
      /^5: components\.web\.colour: there is no such field\./,
    ],
    ["an unknown field of the whole", `${good.join("\n")}\nowner: me`, /^10: owner: there is no such field\./],
    ["a word where a number belongs", withLine(5, "    count: many"), /^5: components\.web\.count: /],
    [
      "an unknown class",
      withLine(4, "    class: teapot@1"),
      /^4: web is made of teapot@1, which no catalog has\. Choose a class/,
    ],
    [
      "an unknown version",
      withLine(4, "    class: web@77"),
      /^4: web is made of web@77, which no catalog has\. Choose web@1/,
    ],
    [
      "a class without its version",
      withLine(4, "    class: web"),
      /^4: components\.web\.class: Write a class and its version/,
    ],
    ["a name no component may have", withLine(3, "  Web!:"), /^3: components\.Web!: Use lower-case/],
    ["another format", withLine(1, "gridline: 2"), /^1: gridline: /],
    ["a name twice", `${good.slice(0, 7).join("\n")}\n  web:\n    class: web@1`, /^8: Map keys must be unique/],
    ["a wire that is none", withLine(9, "connections: [web.db to db.db]"), /^9: connections\.0: Write a wire as/],
    [
      "a wire to nowhere",
      withLine(9, "connections:\n  - web.nosuch -> web.in"),
      /^10: The wire web\.nosuch → web\.in cannot be/,
    ],
    ["a list", "- a", /^1: the descriptor: /],
    ["nothing", "", /^1: the descriptor: /],
    ["an alias", withLine(4, "    class: &a web@1\n    failoverGroup: *a"), /Aliases/],
  ])("%s", (_what, text, says) => {
    expect(problemsOf(text)[0]).toMatch(says)
  })

  test("all of it at once, fifty at most", () => {
    expect(problemsOf(withLine(4, "    class: teapot\n    colour: red"))).toHaveLength(2)
    const many = Array.from({ length: 80 }, (_, n) => `x${n}: 1`).join("\n")
    expect(problemsOf(`${good.join("\n")}\n${many}`)).toHaveLength(50)
    expect(problemsOf(" ".repeat(descriptorLimit + 1))).toEqual([expect.stringContaining("at most")])
  })

  test("no text breaks the reader", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        for (const { line, column, message } of read(text).problems) {
          expect(line).toBeGreaterThan(0)
          expect(column).toBeGreaterThan(0)
          expect(message).not.toBe("")
        }
      }),
    )
  })
})

test("a component that says nothing of its place is drawn somewhere", () => {
  const text = writeDescriptor(shop).replace("    position: { x: 240, y: 0 }\n", "")
  expect(read(text).blueprint?.components[0]?.position).toEqual({ x: 0, y: 0 })
})

test("the schema for editors knows every field that is written", () => {
  const schema = descriptorJsonSchema() as { properties: Record<string, unknown>; additionalProperties: boolean }
  expect(schema.additionalProperties).toBe(false)
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(Object.keys(parse(writeDescriptor(shop, { title: "S" })))),
  )
})
