import type { z } from "zod"
import { instancesOf } from "@/lib/blueprint"
import type { Blueprint } from "@/lib/blueprint/document"
import type { QuoteApplication, QuoteOut } from "@/lib/schemas/application"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { findTemplate, loadBoundaries } from "../catalog"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import { type Demand, type Fleet, loadFleet, planPlacement } from "../placement"
import { lockVdc } from "./application-store"
import { type HourlyRates, hourlyPrice, monthlyMinor } from "./core/price"
import { drawWithSizes } from "./draw-application"
import { findRates } from "./surroundings-store"

export type QuoteInput = z.infer<typeof QuoteApplication>

const copies = (mirrored: boolean) => (mirrored ? 2 : 1)

/** One demand per instance, as if all were placed anew. */
function demandsOf(blueprint: Blueprint): Demand[] {
  return instancesOf("quote", blueprint).map(({ name, path }) => {
    const component = blueprint.components.find((c) => c.name === name)
    return {
      id: path,
      path,
      sibling: name,
      cpuMillis: component?.resources.cpuMillis ?? 0,
      memoryMib: component?.resources.memoryMib ?? 0,
      newVolumeGib: Object.values(component?.volumes ?? {}).reduce((sum, v) => sum + v.sizeGib * copies(v.mirrored), 0),
      dataOn: null,
      lastNodeId: null,
      pin: component?.pin ?? [],
      failoverGroup: component?.failoverGroup ?? null,
    }
  })
}

/** What would not fit on the fleet, in numbers. */
function problemsOf(fleet: Fleet, blueprint: Blueprint): string[] {
  const demands = demandsOf(blueprint)
  return planPlacement(fleet, demands).flatMap((plan, i) =>
    plan.kind === "unplaceable" ? [`${demands[i]?.path.replace("quote:main.", "")} ${plan.reason}`] : [],
  )
}

/** The fleet as if the application had let its room go: what is changed frees what it has. */
async function fleetWithout(tx: Tx, vdcId: string, applicationId: string | undefined): Promise<Fleet> {
  const fleet = await loadFleet(tx, vdcId)
  if (applicationId === undefined) return fleet
  const own = await tx.component.findMany({ where: { applicationId, nodeId: { not: null } } })
  const held = own.filter((c) => !(c.wanted === "stopped" && (c.state === "stopped" || c.state === "absent")))
  return {
    nodes: fleet.nodes.map((node) => {
      const here = held.filter((c) => c.nodeId === node.id)
      return {
        ...node,
        reserved: {
          ...node.reserved,
          cpuMillis: node.reserved.cpuMillis - here.reduce((sum, c) => sum + c.cpuMillis, 0),
          memoryMib: node.reserved.memoryMib - here.reduce((sum, c) => sum + c.memoryMib, 0),
        },
      }
    }),
  }
}

/** Refuses (`over_quota`, numbers in the message) what would not fit now. */
export async function checkRoom(tx: Tx, _tenantId: string, vdcId: string, blueprint: Blueprint, applicationId?: string): Promise<void> {
  const [first, ...more] = problemsOf(await fleetWithout(tx, vdcId, applicationId), blueprint)
  if (!first) return
  const rest = more.length > 0 ? ` ${more.length} more do not fit either.` : ""
  throw new DomainError("over_quota", `This does not fit the virtual data center: ${first}${rest} Choose smaller sizes or fewer instances, stop something, or add nodes.`)
}

function linesOf(blueprint: Blueprint, rates: HourlyRates) {
  return blueprint.components.map((c) => {
    const volumeGib = Object.values(c.volumes).reduce((sum, v) => sum + v.sizeGib * copies(v.mirrored), 0)
    const { cpuMillis, memoryMib } = c.resources
    const one = hourlyPrice(rates, { cpuMillis, memoryMib, volumeGib })
    return { component: c.name, count: c.count, hourlyMicros: one * BigInt(c.count), cpuMillis, memoryMib, volumeGib }
  })
}

/** Price per hour and month, and whether it fits, before anything is made. */
export const quoteApplication = (deps: Deps, scope: TenantScope, input: QuoteInput): Promise<z.infer<typeof QuoteOut>> =>
  inTenant(deps.db, scope, async (tx) => {
    const vdc = await lockVdc(tx, scope.tenantId, input.vdcId)
    if (!vdc) throw notFound("virtual data center")
    const template = await findTemplate(tx, input.template)
    if (!template) throw new DomainError("not_found", "There is no such template.", "template")
    const blueprint = drawWithSizes(template.blueprint, input.components, await loadBoundaries(tx))
    const tariff = (await findRates(tx, [vdc.dataCenterId], deps.clock.now())).get(vdc.dataCenterId)
    const lines = linesOf(blueprint, tariff?.rates ?? {})
    const hourly = lines.reduce((sum, line) => sum + line.hourlyMicros, 0n)
    const problems = problemsOf(await loadFleet(tx, vdc.id), blueprint)
    return {
      currency: tariff?.currency ?? "EUR",
      hourlyMicros: hourly.toString(),
      monthlyMinor: monthlyMinor(hourly).toString(),
      fits: problems.length === 0,
      problems,
      lines: lines.map((line) => ({ ...line, hourlyMicros: line.hourlyMicros.toString() })),
    }
  })
