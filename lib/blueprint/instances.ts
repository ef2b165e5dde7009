import type { Blueprint, BlueprintComponent } from "./document"

/** One appliance instance that a blueprint asks for. */
export type Instance = { name: string; index: number; path: string }

/** `web[3]`, its name within the application. */
export const instanceKey = ({ name, index }: { name: string; index: number }): string => `${name}[${index}]`

const instancesOfComponent = (slug: string, component: BlueprintComponent): Instance[] =>
  Array.from({ length: component.count }, (_, index) => ({
    name: component.name,
    index,
    // The index is always there: a component that grows from one to two keeps the name of its first instance.
    path: `${slug}:main.${component.name}[${index}]`,
  }))

/** All instances of an application called `slug`, in the order they are drawn. */
export const instancesOf = (slug: string, blueprint: Blueprint): Instance[] =>
  blueprint.components.flatMap((component) => instancesOfComponent(slug, component))
