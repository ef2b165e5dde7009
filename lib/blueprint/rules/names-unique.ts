import type { Rule } from "./rule"

/** A name is an address within the application: `shop:main.web`. */
export const namesUnique: Rule = ({ blueprint: { components } }) => {
  const seen = new Set<string>()
  const twice = components.filter(({ name }) => seen.size === seen.add(name).size)
  return twice.map(({ name }) => ({
    rule: "duplicate_name",
    component: name,
    message: `Two components are called ${name}.`,
    fix: "Give one of them another name.",
  }))
}
