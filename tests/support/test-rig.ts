import type { TestProject } from "vitest/node"
import { openRig, type RigOptions } from "../../scripts/rig/rig"
import { testRigs } from "../../scripts/rig/test-rigs"
import { buildRigImages, rigImagesDir } from "./rig-images"
import { type PortalPlace, startPortal } from "./running-portal"

export type TestRig = {
  options: RigOptions
  /** Where the appliance images are. */
  images: string
  /** One Gridline with these images for all files: each connects what it needs, and disconnects it when it is done. */
  portal: PortalPlace
}

declare module "vitest" {
  interface ProvidedContext {
    testRig: TestRig
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // With RIG_NAME the tests use the rig that stands under that name, and leave it: for whoever works on them.
  const standing = process.env.RIG_NAME !== undefined
  const options: RigOptions = standing ? {} : testRigs.shared
  const rig = await openRig(options, (line) => console.log(`rig: ${line}`))
  // A run that was killed may have left one, in whatever state.
  if (!standing) await rig.down()
  process.env.IMAGES_DIR = rigImagesDir
  // As often as it may be: tests wait for mirrors.
  process.env.MIRROR_SECONDS = "10"
  const given = portalOfEnvironment()
  const portal = given ? null : startPortal()
  const tearDown = async () => {
    // One that never came is told about where it was waited for.
    const own = await portal?.catch(() => null)
    await own?.remove()
    if (!standing) await rig.down()
  }
  const parts = await Promise.allSettled([buildRigImages(), rig.up(), portal])
  const failed = parts.find((part) => part.status === "rejected")
  const place = given ?? (failed ? undefined : await portal)
  if (!place || failed) {
    await tearDown()
    throw failed?.reason
  }
  const { portalUrl, edgeUrl, dataDir } = place
  project.provide("testRig", { options, images: rigImagesDir, portal: { portalUrl, edgeUrl, dataDir } })
  return tearDown
}

/** With E2E_PORTAL_URL, E2E_EDGE_URL and E2E_DATA_DIR set, that one is used and left. */
function portalOfEnvironment(): PortalPlace | undefined {
  const { E2E_PORTAL_URL: portalUrl, E2E_EDGE_URL: edgeUrl, E2E_DATA_DIR: dataDir } = process.env
  return portalUrl && edgeUrl && dataDir ? { portalUrl, edgeUrl, dataDir } : undefined
}
