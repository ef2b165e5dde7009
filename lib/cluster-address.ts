const defaultPort = 8443

/** `10.0.0.1`, `n1.example:8443`, `https://n1.example` → `https://n1.example:8443`; null when it is no address of a server. */
export function clusterAddress(text: string): string | null {
  const typed = text.trim()
  const full = /^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`
  if (!URL.canParse(full)) return null
  const url = new URL(full)
  if (url.protocol !== "https:" || url.hostname === "") return null
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "" || url.pathname !== "/")
    return null
  const port = /:443$/.test(typed) ? 443 : url.port || defaultPort
  return `https://${url.hostname}:${port}`
}

/** SHA-256 as engines print it, with colons or without → 64 lower-case hex digits; null when it is none. */
export function plainFingerprint(text: string): string | null {
  const hex = text.trim().replaceAll(":", "").toLowerCase()
  return /^[0-9a-f]{64}$/.test(hex) ? hex : null
}
