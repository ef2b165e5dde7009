function given(name: "E2E_PORTAL_URL" | "E2E_EDGE_URL" | "E2E_DATA_DIR"): string {
  const value = process.env[name]
  if (value) return value
  throw new Error(`${name} is not set: the specs run in a Gridline that Playwright's global set-up starts.`)
}

export const portalUrl = (): string => given("E2E_PORTAL_URL")
export const dataDir = (): string => given("E2E_DATA_DIR")

export const edgeUrl = (): string => given("E2E_EDGE_URL")

/** Where visitors reach an application. The browser resolves every name below localhost to this machine. */
export const siteUrl = (application: string, vdc: string): string => {
  const edge = new URL(edgeUrl())
  return `${edge.protocol}//${application}.${vdc}.${edge.host}/`
}
