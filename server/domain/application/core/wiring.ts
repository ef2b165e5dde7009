import type { Blueprint, ClassBoundary } from "@/lib/blueprint/document"
import type { Endpoint, InputSpec, OutputSpec } from "@/server/fabric/fabric-driver"

export type WiredInstance = {
  id: string
  name: string
  path: string
  state: string
  /** Input terminal → where it listens */
  inputs: Record<string, { host: string; port: number }>
  secret: string
}

type Terminal = ClassBoundary["terminals"][number]

const terminalsOf = (boundary: ClassBoundary, direction: Terminal["direction"]) =>
  boundary.terminals.filter((t) => t.direction === direction)

/** A wire is named after the output it starts at: an output leads to one input, an input takes many. */
const wireId = (applicationId: string, from: { component: string; terminal: string }): string =>
  `${applicationId}.${from.component}.${from.terminal}`

/** Each input terminal of component `name`, with the wires that end at it. */
export const inputsOf = (
  applicationId: string,
  name: string,
  boundary: ClassBoundary,
  blueprint: Blueprint,
): InputSpec[] =>
  terminalsOf(boundary, "input").map((terminal) => ({
    name: terminal.name,
    protocol: terminal.protocol,
    external: terminal.external,
    wires: blueprint.connections
      .filter((c) => c.to.component === name && c.to.terminal === terminal.name)
      .map((c) => wireId(applicationId, c.from))
      .sort(),
  }))

/**
 * Where each output terminal of component `name` leads now: the running instances of the component its wire ends at. Addresses are
 * handed out along wires only, so what is not connected cannot be found.
 */
export function outputsOf(
  applicationId: string,
  name: string,
  boundary: ClassBoundary,
  blueprint: Blueprint,
  instances: readonly WiredInstance[],
): OutputSpec[] {
  return terminalsOf(boundary, "output").map((terminal) => {
    const wire = blueprint.connections.find((c) => c.from.component === name && c.from.terminal === terminal.name)
    const endpoints = instances.flatMap((far): Endpoint[] => {
      const address = wire && far.name === wire.to.component ? far.inputs[wire.to.terminal] : undefined
      return address && far.state === "running"
        ? [{ instanceId: far.id, path: far.path, ...address, secret: far.secret }]
        : []
    })
    return {
      name: terminal.name,
      protocol: terminal.protocol,
      wire: wire ? wireId(applicationId, wire.from) : null,
      endpoints: endpoints.sort((a, b) => (a.path < b.path ? -1 : 1)),
    }
  })
}
