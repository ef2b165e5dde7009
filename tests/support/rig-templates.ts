import type { SeedTemplate } from "@/prisma/seed/catalog/templates"

type Part = SeedTemplate["blueprint"]["components"][number]

const template = (
  slug: string,
  components: readonly Omit<Part, "version" | "position">[],
  wires: readonly [string, string][] = [],
): SeedTemplate => ({
  slug,
  name: slug,
  summary: "For tests.",
  glyph: "box",
  position: 90,
  blueprint: {
    format: 1,
    components: components.map((part, row) => ({ version: 1, ...part, position: { x: 0, y: row * 130 } })),
    connections: wires.map(([from, to]) => {
      const [component = "", terminal = ""] = from.split(".")
      const [farComponent = "", farTerminal = ""] = to.split(".")
      return { from: { component, terminal }, to: { component: farComponent, terminal: farTerminal } }
    }),
  },
})

/** So small that twenty applications fit beside each other. */
const tiny = { cpuMillis: 50, memoryMib: 64 }
const machine = { name: "machine", class: "debian", resources: tiny, startOrder: 10 }

/** One machine; one behind a gateway; one volume that can be looked into. */
export const smallTemplates: readonly SeedTemplate[] = [
  template("one-machine", [machine]),
  template(
    "machine-behind-gateway",
    [machine, { name: "gateway", class: "gateway", resources: tiny, startOrder: 40 }],
    [["gateway.out", "machine.in"]],
  ),
  template("shelf", [
    { name: "nas", class: "nas", resources: tiny, startOrder: 10, volumes: { content: { sizeGib: 1 } } },
  ]),
]
