import { z } from "zod"
import type { RunningOperation, Step, Workflow } from "@/server/domain/operation"
import type { Services } from "@/server/services"

/** Long enough for a database to recover on a slow disk; what waits for room is told meanwhile and ends the operation. */
const waveTimeoutSeconds = 300
const everySeconds = 0.25
/** Between two machines a volume goes as fast as their network lets it. */
const copyTimeoutSeconds = 4 * 3_600

const ComponentTarget = z.object({ componentIds: z.array(z.uuid()) })

/** Brings wave after wave up: lower start order first. */
async function startWaves(services: Services, step: Step, operation: RunningOperation): Promise<void> {
  const { components } = services
  const { tenantId, subjectId } = operation
  const waves = await step("Plan start order", () => components.startWaves(tenantId, subjectId))
  for (const wave of waves) {
    await step(`Start ${wave.name}`, () => components.want(operation, wave.ids, "running"))
    await step.until(`Wait for ${wave.name}`, () => components.untilRunning(tenantId, wave.ids), {
      everySeconds,
      timeoutSeconds: waveTimeoutSeconds,
    })
  }
}

/** The other way round, so that nobody loses what it depends on while it still serves. */
async function stopWaves(services: Services, step: Step, operation: RunningOperation): Promise<void> {
  const { components } = services
  const { tenantId, subjectId } = operation
  const waves = await step("Plan stop order", async () => (await components.startWaves(tenantId, subjectId)).reverse())
  for (const wave of waves) {
    await step(`Stop ${wave.name}`, () => components.want(operation, wave.ids, "stopped"))
    await step.until(`Wait until ${wave.name} is stopped`, () => components.untilStopped(tenantId, wave.ids), {
      everySeconds,
    })
  }
}

const start =
  (services: Services): Workflow =>
  (step, operation) =>
    startWaves(services, step, operation)

const stop =
  (services: Services): Workflow =>
  (step, operation) =>
    stopWaves(services, step, operation)

const restart =
  (services: Services): Workflow =>
  async (step, operation) => {
    const { components } = services
    const { tenantId, subjectId } = operation
    const waves = await step("Plan start order", () => components.startWaves(tenantId, subjectId))
    for (const wave of waves) {
      const since = await step(`Restart ${wave.name}`, () => components.restart(operation, wave.ids))
      await step.until(`Wait for ${wave.name}`, () => components.untilRestarted(tenantId, wave.ids, new Date(since)), {
        everySeconds,
        timeoutSeconds: waveTimeoutSeconds,
      })
    }
  }

const provision =
  (services: Services): Workflow =>
  async (step, operation) => {
    const { start: alsoStart } = z.object({ start: z.boolean() }).parse(operation.input)
    if (alsoStart) await startWaves(services, step, operation)
  }

/** Wave after wave, each started once what its volumes are to hold has arrived. */
const copy =
  (services: Services): Workflow =>
  async (step, operation) => {
    const { components } = services
    const { tenantId, subjectId } = operation
    const waves = await step("Plan start order", () => components.startWaves(tenantId, subjectId))
    for (const { name, ids } of waves) {
      const hasData = await step(`Start ${name}`, async () => {
        await components.want(operation, ids, "running")
        return components.hasUncopied(operation, ids)
      })
      if (hasData) {
        const place = { everySeconds, timeoutSeconds: waveTimeoutSeconds }
        await step.until(`Find a place for the data of ${name}`, () => components.untilPlaced(operation, ids), place)
        const wait = { everySeconds, timeoutSeconds: copyTimeoutSeconds }
        await step.until(`Copy the data of ${name}`, () => components.untilCopied(operation, ids), wait)
      }
      const run = { everySeconds, timeoutSeconds: waveTimeoutSeconds }
      await step.until(`Wait for ${name}`, () => components.untilRunning(tenantId, ids), run)
    }
  }

/** Stopped, its volumes put aside, and up again as a copy is. */
const restore =
  (services: Services): Workflow =>
  async (step, operation) => {
    const { snapshotId } = z.object({ snapshotId: z.uuid() }).parse(operation.input)
    await stopWaves(services, step, operation)
    await step("Put its volumes aside", () => services.snapshotActs.swapVolumes(operation, snapshotId))
    await copy(services)(step, operation)
  }

/** The application is not touched: only what is kept of it is waited for. */
const snapshot =
  (services: Services): Workflow =>
  async (step, operation) => {
    const place = { everySeconds, timeoutSeconds: waveTimeoutSeconds }
    await step.until("Find a place for its data", () => services.snapshotActs.untilPlaced(operation), place)
    const wait = { everySeconds, timeoutSeconds: copyTimeoutSeconds }
    await step.until("Copy its data", () => services.snapshotActs.untilWhole(operation), wait)
  }

/** The web process receives it; here its volumes get their nodes, and what arrived goes when nothing more comes. */
const importSnapshot =
  (services: Services): Workflow =>
  async (step, operation) => {
    const { snapshotActs } = services
    try {
      const place = { everySeconds, timeoutSeconds: waveTimeoutSeconds }
      await step.until("Find a place for its data", () => snapshotActs.untilPlaced(operation), place)
      const wait = { everySeconds: 1, timeoutSeconds: copyTimeoutSeconds }
      await step.until("Receive its data", () => snapshotActs.untilReceived(operation), wait)
    } catch (error) {
      await step("Throw away what arrived", () => snapshotActs.discardReceived(operation))
      throw error
    }
  }

const ApplyInput = z.object({
  removedIds: z.array(z.uuid()),
  /** Instances that start anew; one after the other. */
  rolling: z.array(z.uuid()).default([]),
  running: z.boolean(),
})

/** One after the other, each running again before the next one ends; the first that does not come back stops it. */
async function roll(services: Services, step: Step, operation: RunningOperation, ids: string[]): Promise<void> {
  const { components } = services
  const { tenantId } = operation
  for (const id of ids) {
    const again = await step(`Restart ${await components.nameOf(tenantId, id)}`, () =>
      components.redrawAndRestart(operation, id),
    )
    if (again === null) continue
    await step.until(`Wait for ${again.path}`, () => components.untilRestarted(tenantId, [id], new Date(again.since)), {
      everySeconds,
      timeoutSeconds: waveTimeoutSeconds,
    })
  }
}

/** What a new revision added starts, what it changed starts anew, what it dropped is gone. */
const apply =
  (services: Services): Workflow =>
  async (step, operation) => {
    const { removedIds, rolling, running } = ApplyInput.parse(operation.input)
    if (running) await startWaves(services, step, operation)
    await roll(services, step, operation, rolling)
    if (removedIds.length === 0) return
    const gone = () => services.components.untilGone(operation.tenantId, removedIds)
    await step.until("Wait until what is no longer drawn is gone", gone, { everySeconds })
  }

const remove =
  (services: Services): Workflow =>
  async (step, operation) => {
    const { components } = services
    const { tenantId } = operation
    await stopWaves(services, step, operation)
    const ids = await step("Remove components", () => components.removeAll(operation))
    await step.until("Wait until they are gone", () => components.untilGone(tenantId, ids), { everySeconds })
    await step("Move volumes to the trash", () => components.finishDeletion(operation))
  }

const startComponents =
  (services: Services): Workflow =>
  async (step, operation) => {
    const { tenantId, input } = operation
    const { componentIds } = ComponentTarget.parse(input)
    await step("Start", () => services.components.want(operation, componentIds, "running"))
    await step.until("Wait until it runs", () => services.components.untilRunning(tenantId, componentIds), {
      everySeconds,
      timeoutSeconds: waveTimeoutSeconds,
    })
  }

const stopComponents =
  (services: Services): Workflow =>
  async (step, operation) => {
    const { tenantId, input } = operation
    const { componentIds } = ComponentTarget.parse(input)
    await step("Stop", () => services.components.want(operation, componentIds, "stopped"))
    await step.until("Wait until it is stopped", () => services.components.untilStopped(tenantId, componentIds), {
      everySeconds,
    })
  }

const restartComponents =
  (services: Services): Workflow =>
  async (step, operation) => {
    const { tenantId, input } = operation
    const { componentIds } = ComponentTarget.parse(input)
    const since = await step("Restart", () => services.components.restart(operation, componentIds))
    await step.until(
      "Wait until it runs",
      () => services.components.untilRestarted(tenantId, componentIds, new Date(since)),
      {
        everySeconds,
        timeoutSeconds: waveTimeoutSeconds,
      },
    )
  }

export const applicationWorkflows = (services: Services): Record<string, Workflow> => ({
  "application.provision": provision(services),
  "application.copy": copy(services),
  "application.restore": restore(services),
  "application.start": start(services),
  "application.stop": stop(services),
  "application.restart": restart(services),
  "application.apply": apply(services),
  "application.delete": remove(services),
  "snapshot.create": snapshot(services),
  "snapshot.import": importSnapshot(services),
  "component.start": startComponents(services),
  "component.stop": stopComponents(services),
  "component.restart": restartComponents(services),
})
