import type { Redirect } from "@/lib/blueprint/assembly/interior"
import { looseEnds, moreEnds, outerName } from "@/lib/blueprint/assembly/make-assembly"
import type { Blueprint } from "@/lib/blueprint/document"
import type { Catalog } from "./catalog"

/** Something the assembly may show: a terminal or a value of a component inside. */
export type Offer<T> = { key: string; label: string; detail: string; value: T }
type End = { component: string; terminal: string }

/** Terminals it shows in any case, and further ones it could show. */
export function terminalOffers(blueprint: Blueprint, names: ReadonlySet<string>, { boundaries }: Catalog) {
  return {
    fixed: looseEnds(blueprint, names, boundaries),
    more: moreEnds(blueprint, names, boundaries).map(
      ({ component, terminal, direction, protocol }): Offer<End> => ({
        key: `${component}.${terminal}`,
        label: `${component}.${terminal}`,
        detail: `${direction}, ${protocol}`,
        value: { component, terminal },
      }),
    ),
  }
}

/** Values of components inside that it could take: how many of each array, and every property. */
export function valueOffers(
  { components }: Blueprint,
  names: ReadonlySet<string>,
  catalog: Catalog,
): Offer<Redirect>[] {
  const taken = new Set<string>()
  const free = (component: string, inner: string): string => {
    const name = outerName(component, inner, taken)
    taken.add(name)
    return name
  }
  return components
    .filter(({ name }) => names.has(name))
    .flatMap((component) => {
      const { name } = component
      const boundary = catalog.boundaryOf(component)
      if (!boundary) return []
      const count: Offer<Redirect>[] =
        boundary.count.max > 1
          ? [
              {
                key: `${name} count`,
                label: `Number of ${name}`,
                detail: `${component.count} unless set, at most ${boundary.count.max}`,
                value: {
                  property: free(name, `${name}Count`),
                  title: `Number of ${name}`,
                  component: name,
                  to: { kind: "count" },
                },
              },
            ]
          : []
      const properties = boundary.properties.map((property): Offer<Redirect> => {
        const value = component.properties[property.name] ?? property.default
        return {
          key: `${name} ${property.name}`,
          label: `${name}: ${property.title || property.name}`,
          detail: value === undefined ? "no value inside" : `${String(value) || "empty"} unless set`,
          value: {
            property: free(name, property.name),
            title: property.title || property.name,
            component: name,
            to: { kind: "property", name: property.name },
          },
        }
      })
      return [...count, ...properties]
    })
}
