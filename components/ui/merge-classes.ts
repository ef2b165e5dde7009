/** What a utility sets, by its name without variants; the first rule that fits counts. A second list names what it also replaces. */
const rules: readonly [RegExp, string, (readonly string[])?][] = [
  [/^(block|inline|inline-block|flex|inline-flex|grid|contents|hidden|table-cell)$/, "display"],
  [/^(static|relative|absolute|fixed|sticky)$/, "position"],
  [/^size-/, "size", ["w", "h"]],
  [
    /^(w|h|min-w|max-w|min-h|max-h|gap-x|gap-y|top|right|bottom|left|z|opacity|leading|tracking|fill|stroke|cursor)-/,
    "",
  ],
  [/^inset-/, "inset", ["top", "right", "bottom", "left"]],
  [/^gap-/, "gap", ["gap-x", "gap-y"]],
  [/^p-/, "p", ["px", "py", "pt", "pr", "pb", "pl"]],
  [/^px-/, "px", ["pl", "pr"]],
  [/^py-/, "py", ["pt", "pb"]],
  [/^m-/, "m", ["mx", "my", "mt", "mr", "mb", "ml"]],
  [/^mx-/, "mx", ["ml", "mr"]],
  [/^my-/, "my", ["mt", "mb"]],
  [/^(p[trbl]|m[trbl])-/, ""],
  [/^text-(xs|sm|base|lg|\d?xl|compact|\[\d.*\])$/, "font-size"],
  [/^text-(left|center|right)$/, "text-align"],
  [/^text-(balance|pretty|wrap|nowrap)$/, "text-wrap"],
  [/^text-/, "color"],
  [/^font-(sans|mono)$/, "font-family"],
  [/^font-/, "font-weight"],
  [/^bg-/, "background"],
  [/^border(-\d)?$/, "border-width"],
  [/^border-[xytrbl](?=-\d$|$)/, ""],
  [/^border-(solid|dashed|dotted|none)$/, "border-style"],
  [/^border-/, "border-color"],
  [/^rounded(-(none|sm|md|lg|xl|full))?$/, "radius"],
  [/^overflow-[xy]-/, ""],
  [/^overflow-/, "overflow"],
  [/^(items|justify|self)-/, ""],
  [/^shadow(-|$)/, "shadow"],
  [/^-?translate-(x|y)-/, ""],
]

type Effect = { group: string; replaces: readonly string[] }
const known = new Map<string, Effect | null>()

function setBy(utility: string): Effect | null {
  const name = utility.replace(/^[!-]/, "")
  for (const [pattern, group, replaces = []] of rules) {
    const match = pattern.exec(name)
    // Without a name of its own the matched prefix is the group: `max-w-` sets max-w.
    if (match) return { group: group || match[0], replaces }
  }
  return null
}

/** "hover:focus:bg-card" → ["hover:focus:", "bg-card"]; a colon inside brackets is part of the utility or variant. */
function split(name: string): [string, string] {
  let depth = 0
  for (let at = name.length - 1; at >= 0; at--) {
    const letter = name[at]
    if (letter === "]" || letter === ")") depth += 1
    else if (letter === "[" || letter === "(") depth -= 1
    else if (letter === ":" && depth === 0) return [name.slice(0, at + 1), name.slice(at + 1)]
  }
  return ["", name]
}

/**
 * Joins class names so that a later one replaces an earlier one that sets the same thing: what a component takes from its
 * caller wins over its own. It knows what this kit's components are overridden in, and leaves everything else alone;
 * the library that knows all of Tailwind weighs an eighth of a page.
 */
export function mergeClasses(text: string): string {
  const taken = new Set<string>()
  const kept: string[] = []
  for (const name of text.split(/\s+/).filter(Boolean).reverse()) {
    const [variant, utility] = split(name)
    let found = known.get(utility)
    if (found === undefined) {
      found = setBy(utility)
      known.set(utility, found)
    }
    if (found) {
      const key = (group: string) => `${variant}${group.replace(/-$/, "")}`
      if (taken.has(key(found.group))) continue
      taken.add(key(found.group))
      for (const other of found.replaces) taken.add(key(other))
    }
    kept.push(name)
  }
  return kept.reverse().join(" ")
}
