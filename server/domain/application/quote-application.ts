import type { z } from "zod"
import type { Violation } from "@/lib/blueprint"
import type { Blueprint } from "@/lib/blueprint/document"
import type { QuoteApplication, QuoteOut } from "@/lib/schemas/application"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { findTemplate, loadBoundaries, machineOf } from "../catalog"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { type Fleet, fitDrawing, loadFleet } from "../placement"
import { lockVdc } from "./application-store"
import { linesOfDrawing, monthlyMinor } from "./core/price"
import { drawWithSizes } from "./draw-application"
import { expectImages } from "./expect-images"
import { flattenDrawing } from "./flatten-drawing"
import { findRates } from "./surroundings-store"

export type QuoteInput = z.infer<typeof QuoteApplication>

type Boundaries = Awaited<ReturnType<typeof loadBoundaries>>

/** What would not fit on the fleet, in numbers: what the application has already counts with its new sizes, where it is. */
export const misfitsOf = (
  fleet: Fleet,
  blueprint: Blueprint,
  boundaries: Boundaries,
  applicationId: string,
): string[] =>
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

/** Virtual machines where no node can run one: more room would not help. */
export function noMachineFor(fleet: Fleet, blueprint: Blueprint, boundaries: Boundaries): Violation[] {
  if (fleet.nodes.some((node) => node.runsVms)) return []
  return blueprint.components
    .filter((drawn) => machineOf(boundaries, drawn) === "vm")
    .map((drawn) => ({
      rule: "no_virtual_machines",
      component: drawn.name,
      message: `${drawn.name} (${drawn.class}@${drawn.version}) is a virtual machine, and no node of this virtual data center can run one.`,
      fix: "Choose another class, or a data center whose machines can.",
    }))
}

function expectMachines(fleet: Fleet, blueprint: Blueprint, boundaries: Boundaries): void {
  const [first, ...more] = noMachineFor(fleet, blueprint, boundaries)
  if (!first) return
  const rest =
    more.length > 0 ? ` So ${more.length === 1 ? "is" : "are"} ${more.map((v) => v.component).join(", ")}.` : ""
  throw new DomainError("invalid", `${first.message} ${first.fix}${rest}`)
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
  const flat = await flattenDrawing(tx, blueprint)
  expectMachines(fleet, flat, boundaries)
  const [first, ...more] = misfitsOf(fleet, flat, boundaries, applicationId ?? newApplication)
  if (!first) return
  const rest = more.length > 0 ? ` ${more.length} more do not fit either.` : ""
  throw new DomainError(
    "over_quota",
    `This does not fit the virtual data center: ${first}${rest} Choose smaller sizes or fewer instances, stop something, or add nodes.`,
  )
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
  const flat = await flattenDrawing(tx, blueprint)
  const lines = linesOfDrawing(tariff?.rates ?? {}, flat)
  const hourly = lines.reduce((sum, line) => sum + line.hourlyMicros, 0n)
  const [fleet, boundaries] = [await loadFleet(tx, vdc.id), await loadBoundaries(tx)]
  expectMachines(fleet, flat, boundaries)
  const problems = misfitsOf(fleet, flat, boundaries, newApplication)
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
