/** Names that mean something else in front of the edge's domain, or would be taken for us. */
export const reservedVdcSlugs: ReadonlySet<string> = new Set([
  "admin",
  "api",
  "app",
  "apps",
  "assets",
  "auth",
  "billing",
  "blog",
  "cdn",
  "console",
  "dashboard",
  "data",
  "dev",
  "docs",
  "edge",
  "ftp",
  "gateway",
  "gridline",
  "help",
  "internal",
  "localhost",
  "login",
  "mail",
  "metrics",
  "new",
  "ns",
  "portal",
  "provider",
  "root",
  "smtp",
  "static",
  "status",
  "support",
  "system",
  "vdc",
  "www",
])

/** A label made of a title, at most 32 characters: "Nordwind Produktion (EU)" → `nordwind-produktion-eu`. Empty when nothing is left. */
export const plainSlug = (title: string): string =>
  title
    .normalize("NFKD")
    .replace(/ß/g, "ss")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 32)
    .replace(/-+$/, "")

/** A host-name label made of a title; `my-vdc` when nothing is left. */
export function slugFromTitle(title: string): string {
  const plain = plainSlug(title)
  if (plain.length < 2) return plain.length === 1 ? `${plain}-vdc` : "my-vdc"
  return reservedVdcSlugs.has(plain) ? `${plain}-vdc` : plain
}
