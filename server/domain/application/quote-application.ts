import type { z } from "zod"
import type { Blueprint } from "@/lib/blueprint/document"
import type { QuoteApplication, QuoteOut } from "@/lib/schemas/application"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { findTemplate, loadBoundaries, machineOf } from "../catalog"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { type Fleet, fitDrawing, loadFleet } from "../placement"
import { lockVdc } from "./application-store"
import { type HourlyRates, hourlyPrice, monthlyMinor } from "./core/price"
import { drawWithSizes } from "./draw-application"
import { expectImages } from "./expect-images"
import { findRates } from "./surroundings-store"

export type QuoteInput = z.infer<typeof QuoteApplication>

const copies = (mirrored: boolean) => (mirrored ? 2 : 1)

type Boundaries = Awaited<ReturnType<typeof loadBoundaries>>

/** What would not fit on the fleet, in numbers: what the application has already counts with its new sizes, where it is. */
const problemsOf = (fleet: Fleet, blueprint: Blueprint, boundaries: Boundaries, applicationId: string): string[] =>
  fitDrawing(
    fleet,
    applicationId,
    blueprint.components.map((drawn) => ({
      name: drawn.name,
      count: drawn.count,
      machine: machineOf(boundaries, drawn),
      ...drawn.resources,
      volumes: Object.values(drawn.volumes),
      pin: drawn.pin,
      failoverGroup: drawn.failoverGroup,
    })),
  )

/** Refuses virtual machines where no node can run one: more room would not help. */
function expectMachines(fleet: Fleet, blueprint: Blueprint, boundaries: Boundaries): void {
  const vms = blueprint.components.filter((drawn) => machineOf(boundaries, drawn) === "vm")
  if (vms.length === 0 || fleet.nodes.some((node) => node.runsVms)) return
  const names = vms.map((drawn) => `${drawn.name} (${drawn.class}@${drawn.version})`).join(", ")
  throw new DomainError(
    "invalid",
    `${names} ${vms.length === 1 ? "is a virtual machine" : "are virtual machines"}, and no node of this virtual data center can run one. Choose another class, or a data center whose machines can.`,
  )
}

/** An application that is not there yet has nothing on any node. */
const newApplication = "new"

/** Refuses what would not fit now (`over_quota`, numbers in the message), or ever (`invalid`). */
export async function checkRoom(
  tx: Tx,
  _tenantId: string,
  vdcId: string,
  blueprint: Blueprint,
  applicationId?: string,
): Promise<void> {
  const [fleet, boundaries] = [await loadFleet(tx, vdcId), await loadBoundaries(tx)]
  expectMachines(fleet, blueprint, boundaries)
  const [first, ...more] = problemsOf(fleet, blueprint, boundaries, applicationId ?? newApplication)
  if (!first) return
  const rest = more.length > 0 ? ` ${more.length} more do not fit either.` : ""
  throw new DomainError(
    "over_quota",
    `This does not fit the virtual data center: ${first}${rest} Choose smaller sizes or fewer instances, stop something, or add nodes.`,
  )
}

function linesOf(blueprint: Blueprint, rates: HourlyRates) {
  return blueprint.components.map((c) => {
    const volumeGib = Object.values(c.volumes).reduce((sum, v) => sum + v.sizeGib * copies(v.mirrored), 0)
    const { cpuMillis, memoryMib } = c.resources
    const one = hourlyPrice(rates, { cpuMillis, memoryMib, volumeGib })
    return { component: c.name, count: c.count, hourlyMicros: one * BigInt(c.count), cpuMillis, memoryMib, volumeGib }
  })
}

type Quoted = z.infer<typeof QuoteOut>

/** Price and fit of a new application of this drawing. */
export async function quoteDrawing(
  tx: Tx,
  vdc: { id: string; dataCenterId: string },
  blueprint: Blueprint,
  at: Date,
): Promise<Quoted> {
  const tariff = (await findRates(tx, [vdc.dataCenterId], at)).get(vdc.dataCenterId)
  const lines = linesOf(blueprint, tariff?.rates ?? {})
  const hourly = lines.reduce((sum, line) => sum + line.hourlyMicros, 0n)
  const [fleet, boundaries] = [await loadFleet(tx, vdc.id), await loadBoundaries(tx)]
  expectMachines(fleet, blueprint, boundaries)
  const problems = problemsOf(fleet, blueprint, boundaries, newApplication)
  return {
    currency: tariff?.currency ?? "EUR",
    hourlyMicros: hourly.toString(),
    monthlyMinor: monthlyMinor(hourly).toString(),
    fits: problems.length === 0,
    problems,
    lines: lines.map((line) => ({ ...line, hourlyMicros: line.hourlyMicros.toString() })),
  }
}

/** Price per hour and month, and whether it fits, before anything is made. */
export const quoteApplication = (deps: Deps, scope: TenantScope, input: QuoteInput): Promise<Quoted> =>
  inTenant(deps.db, scope, async (tx) => {
    const vdc = await lockVdc(tx, scope.tenantId, input.vdcId)
    if (!vdc) throw notFound("virtual data center")
    const template = await findTemplate(tx, input.template)
    if (!template) throw new DomainError("not_found", "There is no such template.", "template")
    const blueprint = drawWithSizes(template.blueprint, input.components, await loadBoundaries(tx))
    await expectImages(tx, blueprint, vdc.dataCenter, "template")
    return quoteDrawing(tx, vdc, blueprint, deps.clock.now())
  })
