import type { Console, TerminalSize } from "@/server/fabric/fabric-driver"
import type { TenantScope } from "../access"
import type { Deps } from "../deps"
import { admitCommand, commandRefused } from "./admit-command"

/** Longest that somebody waits for a prompt, ms. */
const openMs = 15_000

/** A shell at a terminal in a component that runs. Whoever gets it closes it. */
export async function openConsole(
  deps: Deps,
  scope: TenantScope,
  componentId: string,
  size: TerminalSize,
): Promise<Console> {
  const row = await admitCommand(deps, scope, componentId, { action: "component.console", after: null })
  const ref = { nodeId: row.nodeId, instanceId: row.id }
  try {
    return await deps.fabricOf(row.vdc.dataCenter).openConsole(ref, size, AbortSignal.timeout(openMs))
  } catch (error) {
    throw commandRefused(error, row.path)
  }
}
