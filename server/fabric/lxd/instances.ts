import { FabricError, type InstanceRef, type InstanceSpec, type ObservedInstance } from "../fabric-driver"
import type { Cluster, EngineInfo, Member } from "./cluster"
import { instanceName, projectOf, visitorPort, volumeName } from "./core/names"
import {
  type ComponentConfig,
  differenceOf,
  type InstancePlan,
  mergedConfig,
  planInstance,
  wiresOf,
} from "./core/plan-instance"
import { sha256 } from "./digest"
import { EngineError } from "./engine-error"
import { runsVms } from "./engine-needs"
import type { Epochs } from "./epochs"
import type { Images } from "./images"
import type { Inside } from "./inside"
import { Lanes } from "./lanes"
import type { Projects } from "./project"
import type { InstanceRow, Rows } from "./rows"
import { Turns } from "./turns"
import type { Wires } from "./wires"

export type InstanceParts = {
  cluster: Cluster
  rows: Rows
  projects: Projects
  epochs: Epochs
  wires: Wires
  images: Images
  inside: Inside
}

const idOf = (row: InstanceRow) => row.config["user.gridline.instance"]
export const epochOf = (row: { config: Record<string, string> }) => Number(row.config["user.gridline.epoch"] ?? -1)
export const componentOf = (row: InstanceRow): ComponentConfig | null => {
  const text = row.config["user.gridline.config"]
  return text ? (JSON.parse(text) as ComponentConfig) : null
}

/** Instances of a member that are made, changed or removed at a time. */
const atOnce = 4
/** How long an instance may take to stop in order, s; then it is cut off. Databases of images end within ten. */
const stopSeconds = 12
const pathOf = (row: { name: string }, rest = "") => `/1.0/instances/${encodeURIComponent(row.name)}${rest}`

/** Makes instances of components as their specs say. One at a time for each component in this process. */
export class Instances {
  private readonly turns = new Turns()
  private readonly lanes = new Lanes(atOnce)

  constructor(private readonly parts: InstanceParts) {}

  ensure(spec: InstanceSpec, signal: AbortSignal): Promise<InstanceRow> {
    return this.turns.take(spec.instanceId, () => this.lanes.take(spec.nodeId, signal, () => this.make(spec, signal)))
  }

  remove(ref: InstanceRef, signal: AbortSignal): Promise<void> {
    return this.turns.take(ref.instanceId, () => this.lanes.take(ref.nodeId, signal, () => this.unmake(ref, signal)))
  }

  private async unmake(ref: InstanceRef, signal: AbortSignal): Promise<void> {
    const member = await this.parts.cluster.memberOf(ref.nodeId)
    const there = (await this.parts.rows.instancesOn(member.name)).filter((row) => idOf(row) === ref.instanceId)
    for (const row of there) await this.erase(member, row, signal)
    for (const project of new Set(there.map((row) => row.project)))
      await this.releaseWires(project, await this.parts.rows.instances())
  }

  /** `rows`: all instances there are; networks none of them is on go back to the pool. */
  releaseWires(project: string, rows: readonly InstanceRow[]): Promise<void> {
    return this.parts.wires.release(project, rows)
  }

  private async make(spec: InstanceSpec, signal: AbortSignal): Promise<InstanceRow> {
    const { cluster, rows, epochs, images, wires } = this.parts
    const member = await cluster.memberOf(spec.nodeId)
    const project = projectOf(spec.vdcId)
    if (spec.machine === "vm") await this.expectVms(spec, member, signal)
    const here = (await rows.instancesOn(member.name)).filter((row) => idOf(row) === spec.instanceId)
    await epochs.admit(project, spec.instanceId, spec.epoch, here.map(epochOf))
    for (const row of here.filter((r) => epochOf(r) < spec.epoch)) await this.erase(member, row, signal)
    await this.requireVolumes(spec, member)
    await images.ensure(spec.image)
    return wires.with(project, wiresOf(spec), async (networks) => {
      const row = here.find((r) => epochOf(r) === spec.epoch) ?? null
      const plan = await this.plan(spec, member, networks, row)
      return row ? this.adjust(spec, member, row, plan, signal) : this.create(spec, member, plan, signal)
    })
  }

  private async expectVms(spec: InstanceSpec, member: Member, signal: AbortSignal): Promise<void> {
    const http = await this.parts.cluster.http()
    if (!runsVms(await http.call<EngineInfo>(member.address, "GET", "/1.0", { signal })))
      throw new FabricError(
        "not_supported",
        `${member.name} cannot run virtual machines: its engine has no QEMU, or its hardware does not virtualize.`,
        false,
      )
    // Engines lead visitors into a container by its own loopback; a virtual machine has one nobody else is on.
    if (spec.inputs.some((input) => input.external))
      throw new FabricError(
        "not_supported",
        "Visitors cannot come into a virtual machine directly: put a gateway before it.",
        false,
      )
  }

  private async plan(spec: InstanceSpec, member: Member, networks: Map<string, string>, row: InstanceRow | null) {
    const { storagePool } = await this.parts.cluster.access()
    const listen = spec.inputs.some((input) => input.external) ? await this.listen(spec, member, row) : null
    const volumeNames = new Map(spec.volumes.map(({ volumeId }) => [volumeId, volumeName(volumeId)] as const))
    return planInstance(spec, { digest: sha256, pool: storagePool, networks, volumeNames, listen })
  }

  /** Where visitors come in: the port it has, or the first that nothing else on the member has. */
  private async listen(spec: InstanceSpec, member: Member, row: InstanceRow | null) {
    const address = new URL((await this.parts.cluster.memberNamed(member.name)).address).hostname
    const portIn = (r: InstanceRow) => Number(/:(\d+)$/.exec(r.devices.visitors?.listen ?? "")?.[1] ?? Number.NaN)
    if (row && Number.isInteger(portIn(row))) return { address, port: portIn(row) }
    const taken = new Set((await this.parts.rows.instancesOn(member.name)).map(portIn))
    const port = visitorPort(sha256, spec.instanceId, taken)
    if (port === null) throw new FabricError("no_space", `${member.name} has no port left for visitors`, true)
    return { address, port }
  }

  private async requireVolumes(spec: InstanceSpec, member: Member): Promise<void> {
    if (spec.volumes.length === 0) return
    const there = await this.parts.rows.volumesOn(member.name)
    for (const { name, volumeId } of spec.volumes) {
      const volume = there.find((v) => v.name === volumeName(volumeId))
      if (volume?.config["user.gridline.role"] !== "primary")
        throw new FabricError("not_found", `${member.name} has no writable copy of the volume ${name}`, true)
    }
  }

  private async create(spec: InstanceSpec, member: Member, plan: InstancePlan, signal: AbortSignal) {
    const { cluster, images } = this.parts
    const project = projectOf(spec.vdcId)
    const name = instanceName(spec.instanceId, spec.epoch)
    const http = await cluster.http()
    const source = { type: "image", alias: await images.ensure(spec.image) }
    const body = { name, type: plan.type, source, profiles: [], config: plan.config, devices: plan.devices }
    try {
      const query = { project, ...(await cluster.target(member.name)) }
      await http.call(member.address, "POST", "/1.0/instances", { query, body, signal })
    } catch (error) {
      // Made by a call whose answer was lost: it is as this one would have made it, or is adjusted next time.
      if (!(error instanceof EngineError && error.isThere)) {
        images.forget(spec.image)
        throw error
      }
    }
    this.parts.rows.changed("instances", { project, name, location: member.name })
    const row = await this.read(member, project, name, signal)
    return spec.wanted === "running" ? this.start(member, row, signal) : row
  }

  private async adjust(
    spec: InstanceSpec,
    member: Member,
    row: InstanceRow,
    plan: InstancePlan,
    signal: AbortSignal,
  ): Promise<InstanceRow> {
    const difference = differenceOf(row, plan)
    if (difference === "rebuild") {
      await this.erase(member, row, signal)
      return this.create(spec, member, plan, signal)
    }
    let now = row
    const isRunning = row.status === "Running"
    if (isRunning && (difference === "restart" || spec.wanted === "stopped")) now = await this.stop(member, row, signal)
    if (difference !== "same") now = await this.update(member, now, plan, signal)
    if (spec.wanted === "stopped") return now
    return now.status === "Running" ? now : this.start(member, now, signal)
  }

  /** Compare-and-set by ETag; what runs is told of it. */
  private async update(member: Member, row: InstanceRow, plan: InstancePlan, signal: AbortSignal) {
    const http = await this.parts.cluster.http()
    const query = { project: row.project }
    const { value, etag } = await http.tagged<InstanceRow & { architecture: string; profiles: string[] }>(
      member.address,
      pathOf(row),
      { query, signal },
    )
    const { architecture, profiles } = value
    const body = { architecture, profiles, config: mergedConfig(value.config, plan), devices: plan.devices }
    await http.call(member.address, "PUT", pathOf(row), { query, body, headers: { "if-match": etag }, signal })
    this.parts.rows.changed("instances", row)
    if (value.status === "Running" && value.config["user.gridline.config"] !== plan.config["user.gridline.config"])
      await this.apply(row, plan, signal)
    return { ...value, config: body.config, devices: body.devices }
  }

  private async apply(row: InstanceRow, plan: InstancePlan, signal: AbortSignal): Promise<void> {
    const text = Buffer.from(plan.config["user.gridline.config"] ?? "{}")
    await this.parts.inside.write(row, "/etc/gridline/config.json", text, signal)
    const code = await this.parts.inside.run(row, ["/usr/lib/gridline/apply"], signal)
    if (code !== 0)
      throw new FabricError(
        "failed",
        `its configuration was not taken up (apply ended with ${code}; see its log)`,
        true,
      )
  }

  private async start(member: Member, row: InstanceRow, signal: AbortSignal): Promise<InstanceRow> {
    return this.switch(member, row, { action: "start", timeout: 30 }, /already running/i, signal)
  }

  async stop(member: Member, row: InstanceRow, signal: AbortSignal): Promise<InstanceRow> {
    try {
      return await this.switch(
        member,
        row,
        { action: "stop", timeout: stopSeconds },
        /already stopped|not running/i,
        signal,
      )
    } catch (error) {
      // Only an instance that did not stop in its time is cut off; an engine that cannot be asked just now says nothing about it.
      if (!(error instanceof EngineError) || error.status !== 400) throw error
      return this.cut(member, row, signal)
    }
  }

  cut(member: Member, row: InstanceRow, signal: AbortSignal): Promise<InstanceRow> {
    return this.switch(
      member,
      row,
      { action: "stop", timeout: -1, force: true },
      /already stopped|not running/i,
      signal,
    )
  }

  private async switch(member: Member, row: InstanceRow, body: object, isSo: RegExp, signal: AbortSignal) {
    const http = await this.parts.cluster.http()
    try {
      await http.call(member.address, "PUT", pathOf(row, "/state"), { query: { project: row.project }, body, signal })
    } catch (error) {
      if (!(error instanceof EngineError && isSo.test(error.message))) throw error
    }
    this.parts.rows.changed("instances", row)
    return this.read(member, row.project, row.name, signal)
  }

  private async read(member: Member, project: string, name: string, signal: AbortSignal): Promise<InstanceRow> {
    const http = await this.parts.cluster.http()
    return http.call<InstanceRow>(member.address, "GET", pathOf({ name }), { query: { project }, signal })
  }

  /** Off and gone; its epoch is remembered, so that nobody brings back an older one. */
  async erase(member: Member, row: InstanceRow, signal: AbortSignal): Promise<void> {
    const http = await this.parts.cluster.http()
    const gone = (error: unknown) => {
      if (!(error instanceof EngineError && error.isMissing)) throw error
    }
    const instanceId = idOf(row)
    if (instanceId) await this.parts.epochs.retire(row.project, instanceId, epochOf(row))
    if (row.status !== "Stopped") await this.cut(member, row, signal).catch(gone)
    await http.call(member.address, "DELETE", pathOf(row), { query: { project: row.project }, signal }).catch(gone)
    this.parts.rows.changed("instances", row)
  }
}

/** What the driver says of an instance; `inside` is what its supervisor says, once it runs. */
export function observedOf(
  row: InstanceRow,
  component: ComponentConfig,
  inside: { state: "starting" | "running" | "failed"; reason: string | null; restarts: number } | null,
  usage: ObservedInstance["usage"],
  inputs: ObservedInstance["inputs"],
): ObservedInstance {
  const isUp = row.status === "Running"
  const state = isUp ? (inside?.state ?? "starting") : row.status === "Stopped" ? "stopped" : "failed"
  return {
    instanceId: idOf(row) ?? "",
    epoch: epochOf(row),
    path: component.path,
    state,
    reason: state === "failed" ? (inside?.reason ?? `the engine says it is ${row.status.toLowerCase()}`) : null,
    inputs: state === "running" ? inputs : {},
    restartToken: Number(row.config["user.gridline.token"] ?? 0),
    startedAt: isUp ? new Date(row.last_used_at).toISOString() : null,
    restarts: inside?.restarts ?? 0,
    usage,
  }
}
