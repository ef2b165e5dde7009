import { Document, isMap, isPair, visit } from "yaml"
import type { Blueprint, BlueprintComponent } from "../document"
import type { Descriptor } from "./schema"

/** Short things on one line: numbers that belong together are read together. */
const inline: ReadonlySet<string> = new Set(["resources", "position"])

/** What is as it would be anyway is left out: a text says what somebody chose. */
function componentOf(c: BlueprintComponent): Descriptor["components"][string] {
  const volumes = Object.entries(c.volumes).map(([name, { sizeGib, mirrored, content }]) => [
    name,
    { sizeGib, ...(mirrored ? {} : { mirrored }), ...(content === undefined ? {} : { content }) },
  ])
  return {
    class: `${c.class}@${c.version}`,
    ...(c.count === 1 ? {} : { count: c.count }),
    ...(Object.keys(c.properties).length === 0 ? {} : { properties: c.properties }),
    resources: c.resources,
    ...(volumes.length === 0 ? {} : { volumes: Object.fromEntries(volumes) }),
    ...(c.startOrder === 0 ? {} : { startOrder: c.startOrder }),
    ...(c.standby ? { standby: true } : {}),
    ...(c.pin.length === 0 ? {} : { pin: c.pin }),
    ...(c.failoverGroup === null ? {} : { failoverGroup: c.failoverGroup }),
    ...(c.notes ? { notes: c.notes } : {}),
    position: c.position,
  }
}

/** The drawing as text (YAML), which `readDescriptor` makes into the same drawing. `schemaUrl` is for editors. */
export function writeDescriptor(blueprint: Blueprint, about: { title?: string; schemaUrl?: string } = {}): string {
  const { title, schemaUrl } = about
  const content: Descriptor = {
    gridline: 1,
    ...(title === undefined ? {} : { title }),
    components: Object.fromEntries(blueprint.components.map((c) => [c.name, componentOf(c)])),
    connections: blueprint.connections.map(
      ({ from, to }) => `${from.component}.${from.terminal} -> ${to.component}.${to.terminal}`,
    ),
  }
  const document = new Document(content, { aliasDuplicateObjects: false })
  if (schemaUrl) document.commentBefore = ` yaml-language-server: $schema=${schemaUrl}`
  visit(document, {
    Pair(_, pair, path) {
      const isVolume = path.some((parent) => isPair(parent) && String(parent.key) === "volumes")
      if (isMap(pair.value) && (inline.has(String(pair.key)) || isVolume)) pair.value.flow = true
    },
  })
  return document.toString({ lineWidth: 0 })
}
