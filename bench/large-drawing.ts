import type { Blueprint, ClassBoundary } from "../lib/blueprint/document"
import { newComponent } from "../lib/blueprint/edit"

export const relay = "relay"

const terminal = { protocol: "any", mandatory: false, external: false, title: "" }

/** What a large drawing is made of: something with an input and two outputs. */
export const relayClass: ClassBoundary = {
  machine: "container",
  terminals: [
    { ...terminal, name: "in", direction: "input" },
    { ...terminal, name: "left", direction: "output" },
    { ...terminal, name: "right", direction: "output" },
  ],
  properties: [{ name: "level", title: "Log level", type: "string", default: "info", mandatory: false }],
  resources: {
    cpuMillis: { min: 10, max: 1_000, default: 10 },
    memoryMib: { min: 16, max: 1_024, default: 16 },
  },
  volumes: [],
  count: { max: 10 },
}

/** Components in rows of 25, each wired to others: as many wires as asked for, at most two a component. */
export function largeDrawing({ components, wires }: { components: number; wires: number }): Blueprint {
  const nameOf = (at: number): string => `relay${at % components}`
  return {
    format: 1,
    components: Array.from({ length: components }, (_, at) => ({
      ...newComponent({ name: relay, version: 1, boundary: relayClass }, new Set(), {
        x: (at % 25) * 320,
        y: Math.floor(at / 25) * 130,
      }),
      name: nameOf(at),
    })),
    connections: Array.from({ length: wires }, (_, at) => ({
      from: { component: nameOf(at), terminal: at < components ? "left" : "right" },
      to: { component: nameOf(at + (at < components ? 1 : 25)), terminal: "in" },
    })),
  }
}
