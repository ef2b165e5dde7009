import type { TestProject } from "vitest/node"
import { openRig, type RigOptions } from "../../scripts/rig/rig"
import { testRigs } from "../../scripts/rig/test-rigs"
import { buildRigImages, rigImagesDir } from "./rig-images"

export type TestEngines = {
  options: RigOptions
  /** Where the appliance images are. */
  images: string
}

declare module "vitest" {
  interface ProvidedContext {
    testEngines: TestEngines
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const own = project.name === "engine-faults" ? testRigs.engineFaults : testRigs.engines
  const { engines, takeDown } = await raiseEngines(own)
  project.provide("testEngines", engines)
  return takeDown
}

/**
 * A rig with images for it; and `beside`, which is made meanwhile. With RIG_NAME it is the rig that stands under that name, which is
 * left standing: for whoever works on the tests.
 */
export async function raiseEngines<T>(
  own: RigOptions,
  beside?: Promise<T>,
): Promise<{ engines: TestEngines; takeDown: () => Promise<void> }> {
  const isStanding = process.env.RIG_NAME !== undefined
  const options = isStanding ? {} : own
  const rig = await openRig(options, (line) => console.log(`rig: ${line}`))
  const takeDown = async () => {
    if (!isStanding) await rig.down()
  }
  // A run that was killed may have left one, in whatever state.
  await takeDown()
  const parts = await Promise.allSettled([buildRigImages(), rig.up(), beside])
  const failed = parts.find((part) => part.status === "rejected")
  if (!failed) return { engines: { options, images: rigImagesDir }, takeDown }
  await takeDown()
  throw failed.reason
}
