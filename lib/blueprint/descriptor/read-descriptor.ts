import { type Document, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from "yaml"
import type { z } from "zod"
import { Blueprint, type ClassBoundary } from "../document"
import { validateBlueprint } from "../validate-blueprint"
import type { Violation } from "../violation"
import { classPattern, Descriptor, wirePattern } from "./schema"

/** What is wrong with a descriptor, and where: line and column from 1. */
export type DescriptorProblem = { line: number; column: number; message: string }

export type ReadDescriptor =
  | { blueprint: Blueprint; title: string | undefined; problems: [] }
  | { blueprint: null; problems: [DescriptorProblem, ...DescriptorProblem[]] }

/** Of a text that is no descriptor at all there is no end of problems to tell. */
const most = 50
/** Characters a descriptor may have: ten times what 500 components take. */
export const descriptorLimit = 2_000_000

type Path = readonly PropertyKey[]

/** Where in the text something is. */
class Places {
  constructor(
    private readonly document: Document,
    private readonly lines: LineCounter,
  ) {}

  at(offset: number): { line: number; column: number } {
    const { line, col } = this.lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }

  /** Of a path, or of what there is of it. */
  of(path: Path): { line: number; column: number } {
    for (let length = path.length; length > 0; length--) {
      const key = this.keyOf(path.slice(0, length))
      if (key?.range) return this.at(key.range[0])
    }
    const { contents } = this.document
    return this.at(isNode(contents) ? (contents.range?.[0] ?? 0) : 0)
  }

  private keyOf(path: Path): Node | null {
    const parent = this.document.getIn(path.slice(0, -1), true)
    const last = path.at(-1)
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))
      return isNode(pair?.key) ? pair.key : null
    }
    const item = this.document.getIn(path, true)
    return isNode(item) ? item : null
  }
}

const said = (path: Path): string => path.map(String).join(".")

function problemsOfIssue(issue: z.core.$ZodIssue, places: Places): DescriptorProblem[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      ...places.of([...issue.path, key]),
      message: `${said([...issue.path, key])}: there is no such field.`,
    }))
  if (issue.code === "invalid_key")
    return issue.issues.map(({ message }) => ({ ...places.of(issue.path), message: `${said(issue.path)}: ${message}` }))
  return [{ ...places.of(issue.path), message: `${said(issue.path) || "the descriptor"}: ${issue.message}` }]
}

function toBlueprint({ components, connections = [] }: Descriptor): Blueprint {
  return Blueprint.parse({
    format: 1,
    components: Object.entries(components).map(([name, { class: text, position, ...rest }], at) => {
      const [, className, version] = classPattern.exec(text) ?? []
      // One that says nothing of its place is drawn below the one before it.
      return { name, class: className, version: Number(version), position: position ?? { x: 0, y: at * 120 }, ...rest }
    }),
    connections: connections.map((text) => {
      const [, from, output, to, input] = wirePattern.exec(text) ?? []
      return { from: { component: from, terminal: output }, to: { component: to, terminal: input } }
    }),
  })
}

/** Where the drawing breaks a rule of blueprints. */
function placeOf({ rule, component, field, message }: Violation, descriptor: Descriptor): Path {
  const wire = (descriptor.connections ?? []).findIndex((text) => message.includes(text.replace("->", "→")))
  if (wire >= 0) return ["connections", wire]
  if (rule === "unknown_class" && component) return ["components", component, "class"]
  if (field) return field.split(".")
  return component ? ["components", component] : []
}

const failed = (problems: DescriptorProblem[]): ReadDescriptor => {
  const [first = { line: 1, column: 1, message: "This is no descriptor." }, ...more] = problems.slice(0, most)
  return { blueprint: null, problems: [first, ...more] }
}

/**
 * The drawing a text (YAML, or JSON) describes, checked against every rule; or all that is wrong with it, each with its line. `boundaries`:
 * classes there are, by `name@version`.
 */
export function readDescriptor(text: string, boundaries: Readonly<Record<string, ClassBoundary>>): ReadDescriptor {
  if (text.length > descriptorLimit)
    return failed([{ line: 1, column: 1, message: `A descriptor has at most ${descriptorLimit} characters.` }])
  const lines = new LineCounter()
  // Names stand for nothing but themselves: an alias could make a small text into a huge one.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const places = new Places(document, lines)
  if (document.errors.length > 0)
    return failed(document.errors.map(({ pos, message }) => ({ ...places.at(pos[0]), message })))
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 0 })
  } catch {
    return failed([{ line: 1, column: 1, message: "Aliases (*name) are not read: write it out." }])
  }
  const read = Descriptor.safeParse(value)
  if (!read.success) return failed(read.error.issues.flatMap((issue) => problemsOfIssue(issue, places)))
  const blueprint = toBlueprint(read.data)
  const violations = validateBlueprint(blueprint, boundaries)
  if (violations.length > 0)
    return failed(
      violations.map((violation) => ({
        ...places.of(placeOf(violation, read.data)),
        message: violation.fix ? `${violation.message} ${violation.fix}` : violation.message,
      })),
    )
  return { blueprint, title: read.data.title, problems: [] }
}
