import { copyFile, mkdir } from "node:fs/promises"
import type { TestProject } from "vitest/node"
import { testRigs } from "../../scripts/rig/test-rigs"
import { rigImagesDir } from "./rig-images"
import { type PortalPlace, startPortal } from "./running-portal"
import { raiseEngines, type TestEngines } from "./test-engines"

export type TestRig = TestEngines & {
  /** One Gridline with these images for all files: each connects what it needs, and disconnects it when it is done. */
  portal: PortalPlace
}

declare module "vitest" {
  interface ProvidedContext {
    testRig: TestRig
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  process.env.IMAGES_DIR = rigImagesDir
  // As often as it may be: tests wait for mirrors.
  process.env.MIRROR_SECONDS = "10"
  const given = portalOfEnvironment()
  const portal: Promise<PortalPlace & { logPath?: string; remove(): Promise<void> }> = given
    ? Promise.resolve({ ...given, remove: () => Promise.resolve() })
    : startPortal()
  // One that never came is told about where it was waited for.
  const removePortal = async () => {
    const made = await portal.catch(() => undefined)
    if (!made) return
    if (made.logPath) {
      // What it said meanwhile, for whoever looks for the reason of a failure.
      await mkdir("test-results", { recursive: true })
      await copyFile(made.logPath, "test-results/rig-portal.log")
    }
    await made.remove()
  }
  try {
    const { engines, takeDown } = await raiseEngines(testRigs.applications, portal)
    const { portalUrl, edgeUrl, dataDir } = await portal
    project.provide("testRig", { ...engines, portal: { portalUrl, edgeUrl, dataDir } })
    return async () => {
      await removePortal()
      await takeDown()
    }
  } catch (error) {
    await removePortal()
    throw error
  }
}

/** With E2E_PORTAL_URL, E2E_EDGE_URL and E2E_DATA_DIR set, that one is used and left. */
function portalOfEnvironment(): PortalPlace | undefined {
  const { E2E_PORTAL_URL: portalUrl, E2E_EDGE_URL: edgeUrl, E2E_DATA_DIR: dataDir } = process.env
  return portalUrl && edgeUrl && dataDir ? { portalUrl, edgeUrl, dataDir } : undefined
}
