import type { Rule } from "./rule"

/** An output leads to exactly one input; an input takes many. */
export const outputsLeadOnce: Rule = ({ wiresFrom }) =>
  [...wiresFrom.values()].flatMap(([, ...more]) =>
    more.map(({ from }) => ({
      rule: "output_wired_twice",
      component: from.component,
      message: `${from.component}.${from.terminal} leads to more than one input.`,
      fix: "Keep one of its wires; put a load balancer between if several should be reached.",
    })),
  )
