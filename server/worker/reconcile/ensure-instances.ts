import { decryptSecret } from "@/server/crypto/secret-box"
import {
  addressesOf,
  deleteComponents,
  flatOf,
  inputsOf,
  mayComponentMove,
  moveComponent,
  noteComponent,
  outputsOf,
} from "@/server/domain/application"
import { closeAll } from "@/server/domain/metering"
import { recordEvent } from "@/server/domain/monitoring"
import { FabricError, type InstanceSpec, type ObservedInstance } from "@/server/fabric/fabric-driver"
import { nextState } from "./core/next-state"
import { clearObstacle, noteObstacle } from "./obstacles"
import { boundaryOf, isUsable, nodeName, type Pass, volumesOf, wantedHere } from "./pass"
import type { ComponentRow } from "./vdc-view-store"

/** Makes each placed component as wanted and writes down what was seen. Returns true while something is on its way. */
export async function ensureInstances(pass: Pass): Promise<boolean> {
  const { components } = pass.view
  const ensure = (some: typeof components) => Promise.all(some.map((component) => ensureInstance(pass, component)))
  // What is let go ends after the others were told to do without it.
  const stays = await ensure(components.filter((c) => c.wanted !== "removed"))
  const goes = await ensure(components.filter((c) => c.wanted === "removed"))
  return [...stays, ...goes].some(Boolean)
}

async function ensureInstance(pass: Pass, component: ComponentRow): Promise<boolean> {
  try {
    if (component.wanted === "removed") return await removeInstance(pass, component)
    const { nodeId } = component
    if (!isUsable(pass, nodeId)) return nodeId === null && component.wanted === "running"
    const reported = pass.seen.get(nodeId)?.report?.instances.find((i) => i.instanceId === component.id) ?? null
    const wanted = wantedHere(pass, component)
    // Off its node and without another one: it waits, whatever it does here.
    if (wanted !== component.wanted && component.state === "waiting") return true
    if (wanted === "stopped" && (reported === null || reported.state === "stopped"))
      return await observe(pass, component, reported)
    if (wanted === "running" && !volumesReady(pass, component, nodeId))
      return reported === null ? await observeGone(pass, component, nodeId) : true
    const spec = specOf(pass, component, nodeId)
    const seen = await send(pass, spec, reported)
    await clearObstacle(pass, component)
    return await observe(pass, component, seen)
  } catch (error) {
    return refused(pass, component, error)
  }
}

/** A component starts once its volumes' writable copies are on its node. */
function volumesReady(pass: Pass, component: ComponentRow, nodeId: string): boolean {
  const declared = boundaryOf(pass, component).volumes.length
  const ready = volumesOf(pass, component).filter((v) =>
    v.replicas.some((r) => r.role === "primary" && r.nodeId === nodeId && r.state === "ok"),
  )
  return ready.length >= declared
}

/** Its node is there and well, and knows neither it nor its data: it does not run, whatever was seen before. */
async function observeGone(pass: Pass, component: ComponentRow, nodeId: string): Promise<boolean> {
  const missing = volumesOf(pass, component).filter((v) =>
    v.replicas.some((r) => r.role === "primary" && r.nodeId === nodeId && r.state === "degraded"),
  )
  if (component.state !== "running" && component.state !== "starting") return true
  if (missing.length === 0) return observe(pass, component, null)
  const reason = `${nodeName(pass, nodeId)} no longer has ${missing.map((v) => v.path).join(", ")}.`
  await pass.inVdc(async (tx) => {
    const gauges = { usedCpuMillis: 0, usedMemoryMib: 0 }
    if (await moveComponent(tx, component, "failed", pass.now, { reason, inputs: {}, ...gauges }))
      await tell(pass, tx, component, "failed", reason)
  })
  return true
}

const secretOf = (pass: Pass, component: ComponentRow): string =>
  decryptSecret(pass.deps.settings.encryptionKey, `${component.tenantId}:component.secret`, component.secret)

function specOf(pass: Pass, component: ComponentRow, nodeId: string): InstanceSpec {
  const boundary = boundaryOf(pass, component)
  const blueprint = flatOf(component.application)
  const far = pass.view.components
    .filter((c) => c.applicationId === component.applicationId)
    .map((c) => ({
      id: c.id,
      name: c.name,
      path: c.path,
      state: c.state,
      inputs: addressesOf(c.inputs),
      secret: secretOf(pass, c),
    }))
  return {
    instanceId: component.id,
    vdcId: component.vdcId,
    epoch: component.epoch,
    nodeId,
    path: component.path,
    image: component.image,
    machine: boundary.machine,
    wanted: wantedHere(pass, component) === "running" ? "running" : "stopped",
    restartToken: component.restartToken,
    properties: component.properties as InstanceSpec["properties"],
    resources: { cpuMillis: component.cpuMillis, memoryMib: component.memoryMib },
    secret: secretOf(pass, component),
    inputs: inputsOf(component.applicationId, component.name, boundary, blueprint),
    outputs: outputsOf(component.applicationId, component.name, boundary, blueprint, far),
    volumes: volumesOf(pass, component).map((v) => ({ name: v.name, volumeId: v.id })),
  }
}

/** Sends the spec unless the node has it already and does what it says. */
async function send(pass: Pass, spec: InstanceSpec, reported: ObservedInstance | null): Promise<ObservedInstance> {
  const boot = pass.seen.get(spec.nodeId)?.report?.bootId ?? ""
  const text = JSON.stringify([boot, spec])
  const settled =
    reported?.state === spec.wanted && reported.epoch === spec.epoch && reported.restartToken === spec.restartToken
  if (reported && settled && pass.sent.get(spec.instanceId) === text) return reported
  const seen = await pass.fabric.ensureInstance(spec, pass.signal)
  pass.sent.set(spec.instanceId, text)
  return seen
}

const gaugesOf = (seen: ObservedInstance) => ({
  usedCpuMillis: Math.round(seen.usage.cpuMillis),
  usedMemoryMib: Math.round(seen.usage.memoryMib),
  wires: seen.usage.wires,
})

/** Writes what was seen: a move with its event, or fresh gauges. True while it is not where it is wanted. */
async function observe(pass: Pass, component: ComponentRow, seen: ObservedInstance | null): Promise<boolean> {
  const next = nextState(wantedHere(pass, component), component.state, seen?.state ?? null)
  const inputs = seen?.state === "running" ? seen.inputs : {}
  if (next !== null && next !== component.state && mayComponentMove(component.state, next)) {
    await pass.inVdc(async (tx) => {
      const observed = {
        inputs,
        reason: next === "failed" ? (seen?.reason ?? "It ended by itself.") : null,
        startedAt: seen?.startedAt ? new Date(seen.startedAt) : null,
        restarts: seen?.restarts ?? 0,
        ...(next === "running" ? { movingSince: null } : {}),
        ...(seen && next === "running" ? gaugesOf(seen) : { usedCpuMillis: 0, usedMemoryMib: 0 }),
      }
      if (!(await moveComponent(tx, component, next, pass.now, observed))) return
      if (next === "running" || next === "failed" || next === "stopped")
        await tell(pass, tx, component, next, seen?.reason ?? null)
    })
    return true
  }
  if (seen && component.state === "running") await refresh(pass, component, seen, inputs)
  return component.wanted === "running"
    ? component.state !== "running" && component.state !== "failed"
    : component.state !== "stopped"
}

const secondsText = (ms: number): string => `${(Math.round(ms / 100) / 10).toFixed(1)} s`

const words = { running: "runs", failed: "failed", stopped: "is stopped" } as const

async function tell(
  pass: Pass,
  tx: Parameters<typeof recordEvent>[0],
  component: ComponentRow,
  state: keyof typeof words,
  reason: string | null,
): Promise<void> {
  const where = state === "running" ? ` on ${nodeName(pass, component.nodeId)}` : ""
  const moved = state === "running" && component.movingSince !== null ? component.movingSince : null
  const away = moved ? `: it has moved, and was away for ${secondsText(pass.now.getTime() - moved.getTime())}` : ""
  await recordEvent(tx, {
    tenantId: component.tenantId,
    vdcId: component.vdcId,
    applicationId: component.applicationId,
    componentId: component.id,
    severity: state === "failed" ? "error" : "info",
    kind: moved ? "component.drained" : `component.${state}`,
    message: `${component.path} ${words[state]}${where}${away}${state === "failed" && reason ? `: ${reason.replace(/\.$/, "")}` : ""}.`,
  })
}

/**
 * Gauges are written when they say something new; addresses, restarts and starts whenever they differ. One that runs again before anybody
 * looked never left its state: only its start says that it was restarted, which is waited for.
 */
async function refresh(
  pass: Pass,
  component: ComponentRow,
  seen: ObservedInstance,
  inputs: ObservedInstance["inputs"],
): Promise<void> {
  const gauges = gaugesOf(seen)
  const moved = JSON.stringify(addressesOf(component.inputs)) !== JSON.stringify(addressesOf(inputs))
  const cpuFar = Math.abs(gauges.usedCpuMillis - component.usedCpuMillis) >= 10
  const memoryFar = Math.abs(gauges.usedMemoryMib - component.usedMemoryMib) >= 4
  const startedAt = seen.startedAt ? new Date(seen.startedAt) : component.startedAt
  const startedAnew = startedAt?.getTime() !== component.startedAt?.getTime()
  if (!moved && !cpuFar && !memoryFar && !startedAnew && seen.restarts === component.restarts) return
  await pass.inVdc((tx) =>
    noteComponent(tx, component.tenantId, component.id, {
      ...gauges,
      inputs,
      restarts: seen.restarts,
      startedAt,
    }),
  )
}

/** Let go for good: off its node (a node that is down loses it when it comes back), meters closed, row gone. */
async function removeInstance(pass: Pass, component: ComponentRow): Promise<boolean> {
  const { nodeId, id: instanceId, tenantId } = component
  if (isUsable(pass, nodeId)) await pass.fabric.removeInstance({ nodeId, instanceId }, pass.signal)
  const node = pass.view.assignments.find((a) => a.node.id === nodeId)?.node
  // A node that is only slow may still run it: wait until it answers or is fenced.
  if (node && !isUsable(pass, nodeId) && !node.fencedAt) return true
  await pass.inVdc(async (tx) => {
    await closeAll(tx, { tenantId, subjectId: instanceId, at: pass.now })
    await deleteComponents(tx, tenantId, [instanceId])
  })
  pass.sent.delete(instanceId)
  pass.obstacles.delete(instanceId)
  return true
}

/** What the fabric would not do. Things that pass by themselves are tried again; the rest is told to the person. */
async function refused(pass: Pass, component: ComponentRow, error: unknown): Promise<boolean> {
  if (!(error instanceof FabricError && error.code === "busy")) pass.onTrouble(error, component.path)
  if (!(error instanceof FabricError) || error.retryable || !mayComponentMove(component.state, "failed")) {
    if (component.nodeId) await noteObstacle(pass, component, error, component.nodeId)
    return true
  }
  await pass.inVdc((tx) => moveComponent(tx, component, "failed", pass.now, { reason: error.message, inputs: {} }))
  return true
}
