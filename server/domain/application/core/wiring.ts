import type { Blueprint, ClassBoundary } from "@/lib/blueprint/document"
import type { Endpoint } from "@/server/fabric/fabric-driver"

export type WiredInstance = {
  name: string
  path: string
  state: string
  /** Input terminal → where it listens */
  inputs: Record<string, { host: string; port: number }>
  secret: string
}

type Terminal = ClassBoundary["terminals"][number]

/** Declared terminals of one direction, as the fabric wants them. */
export const terminalsOf = (boundary: ClassBoundary, direction: Terminal["direction"]) =>
  boundary.terminals.filter((t) => t.direction === direction).map(({ name, protocol }) => ({ name, protocol }))

/**
 * Where each output terminal of component `name` leads now: the running instances of the component its wire ends at. Addresses are
 * handed out along wires only, so what is not connected cannot be found.
 */
export function outputsOf(
  name: string,
  boundary: ClassBoundary,
  blueprint: Blueprint,
  instances: readonly WiredInstance[],
): { name: string; protocol: string; endpoints: Endpoint[] }[] {
  return terminalsOf(boundary, "output").map((terminal) => {
    const wire = blueprint.connections.find((c) => c.from.component === name && c.from.terminal === terminal.name)
    const endpoints = instances.flatMap((far): Endpoint[] => {
      const address = wire && far.name === wire.to.component ? far.inputs[wire.to.terminal] : undefined
      return address && far.state === "running" ? [{ path: far.path, ...address, secret: far.secret }] : []
    })
    return { ...terminal, endpoints: endpoints.sort((a, b) => (a.path < b.path ? -1 : 1)) }
  })
}
