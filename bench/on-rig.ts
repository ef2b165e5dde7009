import type { SeedTemplate } from "../prisma/seed/catalog/templates"
import { whyNoRig } from "../scripts/rig/requirements"
import { openRig, type Rig } from "../scripts/rig/rig"
import { testRigs } from "../scripts/rig/test-rigs"
import { openPortalInsides } from "../tests/support/portal-insides"
import { buyOnRig, type Customer, connectRig, pointAtPortal } from "../tests/support/portal-on-rig"
import { buildRigImages, rigImagesDir } from "../tests/support/rig-images"
import { type RunningPortal, startPortal } from "../tests/support/running-portal"

const tiny = { cpuMillis: 50, memoryMib: 64 }

/** Machines behind others behind a gateway: three waves, two connections. */
export const chain = (slug: string, machines: number, middle: number): SeedTemplate => ({
  slug,
  name: slug,
  summary: "For measuring.",
  glyph: "box",
  position: 91,
  blueprint: {
    format: 1,
    components: [
      { name: "machine", class: "debian", count: machines, startOrder: 10 },
      { name: "middle", class: "debian", count: middle, startOrder: 20 },
      { name: "gateway", class: "gateway", count: 1, startOrder: 40 },
    ].map((part, row) => ({ version: 1, resources: tiny, ...part, position: { x: 0, y: row * 130 } })),
    connections: [
      { from: { component: "middle", terminal: "out" }, to: { component: "machine", terminal: "in" } },
      { from: { component: "gateway", terminal: "out" }, to: { component: "middle", terminal: "in" } },
    ],
  },
})

/** A cluster of real engines, a Gridline of its own, and a customer whose virtual data center is all of the cluster. */
export type OnRig = { rig: Rig; portal: RunningPortal; customer: Customer }

/** Takes down all it made. A string says why there can be no rig here. */
export async function onRig<T>(template: SeedTemplate, work: (place: OnRig) => Promise<T>): Promise<T | string> {
  const reason = await whyNoRig(console.log)
  if (reason) return `not measured: ${reason}`
  const rig = await openRig(testRigs.applications)
  await rig.down()
  process.env.IMAGES_DIR = rigImagesDir
  await buildRigImages()
  await rig.up()
  const portal = await startPortal()
  try {
    pointAtPortal(portal)
    const insides = await openPortalInsides(portal.dataDir, rigImagesDir)
    await insides.addTemplates([template]).finally(() => insides.close())
    const connected = await connectRig(rig, "dc1", 3)
    return await work({ rig, portal, customer: await buyOnRig(connected, "bench", connected.package) })
  } finally {
    await portal.remove()
    await rig.down()
  }
}
