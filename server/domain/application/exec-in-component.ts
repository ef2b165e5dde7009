import type { z } from "zod"
import { type Exec, type ExecOut, execLimitBytes, execSeconds } from "@/lib/schemas/exec"
import type { TenantScope } from "../access"
import type { Deps } from "../deps"
import { admitCommand, commandRefused } from "./admit-command"

/** For the way to the node and back, beside the command's own time. */
const graceMs = 10_000

/** Runs one command in a component and hands back what it printed. */
export async function execInComponent(
  deps: Deps,
  scope: TenantScope,
  { componentId, command }: z.infer<typeof Exec>,
): Promise<z.infer<typeof ExecOut>> {
  const row = await admitCommand(deps, scope, componentId, { action: "component.exec", after: { command } })
  const [name = "", ...args] = command
  const { exitCode, ...printed } = await deps
    .fabricOf(row.vdc.dataCenter)
    .exec(
      { nodeId: row.nodeId, instanceId: row.id },
      { command: [name, ...args], seconds: execSeconds, limitBytes: execLimitBytes },
      AbortSignal.timeout(execSeconds * 1_000 + graceMs),
    )
    .catch((error: unknown) => {
      throw commandRefused(error, row.path)
    })
  return { exitCode, timedOut: exitCode === null, ...printed }
}
