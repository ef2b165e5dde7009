/** `APP.VDC.domain[:port]` → its two names; null for anything else. */
export function parseHost(host: string | undefined, domain: string): { application: string; vdc: string } | null {
  const name = (host ?? "").toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "")
  if (!name.endsWith(`.${domain}`)) return null
  const [application, vdc, more] = name.slice(0, -domain.length - 1).split(".")
  return application && vdc && more === undefined ? { application, vdc } : null
}
