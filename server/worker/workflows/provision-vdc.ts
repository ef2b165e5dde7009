import type { RunningOperation, Workflow } from "@/server/domain/operation"
import type { Services } from "@/server/services"

/** A node that does not obey within this is asked again, ms. */
const nodePatienceMs = 30_000
const patience = () => AbortSignal.timeout(nodePatienceMs)

const vdcOf = (operation: RunningOperation) => ({ tenantId: operation.tenantId, vdcId: operation.subjectId })

/** Nodes, switched on, active. Without enough nodes it waits, for days if need be, and goes on when they are there. */
const provision =
  ({ vdcActs }: Services): Workflow =>
  async (step, operation) => {
    const vdc = vdcOf(operation)
    const first = await step("Assign nodes", async (progress) => {
      const taken = await vdcActs.takeNodes(vdc)
      await progress(taken.kind === "complete" ? taken.nodes.join(", ") : taken.reason)
      return taken.kind
    })
    if (first === "waiting")
      await step.until(
        "Wait for nodes",
        async () => {
          const taken = await vdcActs.takeNodes(vdc)
          return taken.kind === "complete" ? true : taken.reason
        },
        { everySeconds: 1 },
      )
    await step("Switch on nodes", async (progress) => progress((await vdcActs.switchOn(vdc, patience())).join(", ")))
    await step("Activate", () => vdcActs.activate(vdc))
  }

const close =
  ({ vdcActs }: Services): Workflow =>
  async (step, operation) => {
    const vdc = vdcOf(operation)
    await step("Empty the trash", () => vdcActs.emptyTrash(vdc))
    await step.until("Wait until nothing is left on the nodes", () => vdcActs.untilEmpty(vdc), { everySeconds: 0.5 })
    await step("Give nodes back", async (progress) => progress((await vdcActs.giveNodesBack(vdc)).join(", ")))
    await step("Empty nodes", async (progress) => progress((await vdcActs.emptyNodes(vdc, patience())).join(", ")))
    await step("Close", () => vdcActs.finishClosing(vdc))
  }

export const vdcWorkflows = (services: Services): Record<string, Workflow> => ({
  "vdc.provision": provision(services),
  "vdc.close": close(services),
})
