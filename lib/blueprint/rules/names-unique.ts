import type { Rule } from "./rule"

/** A name is an address within the application: `shop:main.web`. */
export const namesUnique: Rule = ({ blueprint: { components } }) =>
  components
    .filter(({ name }, at) => components.findIndex((c) => c.name === name) < at)
    .map(({ name }) => ({
      rule: "duplicate_name",
      component: name,
      message: `Two components are called ${name}.`,
      fix: "Give one of them another name.",
    }))
