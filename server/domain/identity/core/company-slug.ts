/**
 * First parts of addresses of the portal itself: a company's pages live at /SLUG, so none may be called like one of these. A test
 * compares the list with the pages there are; the rest is kept for what a portal usually grows.
 */
export const reservedSlugs: ReadonlySet<string> = new Set(
  [
    "about account admin api app apps assets auth billing blog catalog changelog console contact customers dashboard dev docs",
    "download edge enterprise error events favicon features forgot gridline health help home images imprint invitation invitations",
    "invite jobs legal login logout mail marketplace me metrics new next news not-found oauth partner partners portal press pricing",
    "privacy provider public register reset robots schemas search security settings shop sign-in sign-out sign-up signin signout signup",
    "site sitemap static status support system team teams tenant tenants terms trust user users verify vdc webhook webhooks welcome www",
  ].flatMap((line) => line.split(" ")),
)

const maxLength = 40

/** A company's name as a host-name label: "Müller & Söhne GmbH" → "mueller-soehne-gmbh". Always a valid slug. */
export function slugOf(company: string): string {
  const plain = company
    .toLowerCase()
    .replace(/ä/g, "ae")
    .replace(/ö/g, "oe")
    .replace(/ü/g, "ue")
    .replace(/ß/g, "ss")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/['’]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
  const lettered = /^[a-z]/.test(plain) ? plain : `c-${plain}`
  const cut = lettered.slice(0, maxLength).replace(/-+$/, "")
  return cut.length < 2 || cut === "c" ? "company" : cut
}

/** Slugs to try in order: the plain one, numbered ones, at last one with `suffix`, which is as good as certain to be free. */
export function slugCandidates(company: string, suffix: string): string[] {
  const slug = slugOf(company)
  const withTail = (tail: string) => `${slug.slice(0, maxLength - tail.length - 1).replace(/-+$/, "")}-${tail}`
  const plain = reservedSlugs.has(slug) ? [] : [slug]
  // A long name cut for its number may end as it began.
  return [...new Set([...plain, ...["2", "3", "4"].map(withTail), withTail(suffix)])]
}
