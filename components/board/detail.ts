export type Detail = "full" | "names" | "blocks"

export const detailAt = (zoom: number): Detail => (zoom < 0.25 ? "blocks" : zoom < 0.5 ? "names" : "full")
