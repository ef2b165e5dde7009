/** What machines of a data center are spoken to with. */
export const fabrics = ["embedded", "lxd"] as const
export type Fabric = (typeof fabrics)[number]

/** As people read it. */
export const fabricNames: Record<Fabric, string> = { embedded: "try-out", lxd: "LXD" }

export const isFabric = (text: string): text is Fabric => (fabrics as readonly string[]).includes(text)

/** "Runs on: try-out, LXD." of whatever has an image there. */
export const runsOn = (there: readonly string[]): string =>
  there.length === 0
    ? "Runs nowhere yet: it has no image."
    : `Runs on: ${there.map((each) => (isFabric(each) ? fabricNames[each] : each)).join(", ")}.`
