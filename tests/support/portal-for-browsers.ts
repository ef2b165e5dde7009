import { copyFile, mkdir } from "node:fs/promises"
import { startPortal } from "./running-portal"

/**
 * Playwright's global set-up: one Gridline for all specs. Addresses reach the specs through the environment, which
 * Playwright hands to its workers. With E2E_PORTAL_URL, E2E_EDGE_URL and E2E_DATA_DIR set, that one is used.
 */
export default async function setup(): Promise<() => Promise<void>> {
  if (process.env.E2E_PORTAL_URL) return async () => undefined
  const portal = await startPortal()
  process.env.E2E_PORTAL_URL = portal.portalUrl
  process.env.E2E_EDGE_URL = portal.edgeUrl
  process.env.E2E_DATA_DIR = portal.dataDir
  return async () => {
    // Beside the traces of failed specs: what the portal said meanwhile.
    await mkdir("test-results", { recursive: true })
    await copyFile(portal.logPath, "test-results/portal.log")
    if (process.env.E2E_KEEP) await portal.stop()
    else await portal.remove()
  }
}
