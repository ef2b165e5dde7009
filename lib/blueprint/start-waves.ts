import type { Blueprint, BlueprintComponent } from "./document"

/** Components that start together, once those of every lower order run. */
export type StartWave = { startOrder: number; components: BlueprintComponent[] }

/** Lower start order first; stop in the reverse. Within a wave as drawn. */
export function startWaves({ components }: Blueprint): StartWave[] {
  const orders = [...new Set(components.map((c) => c.startOrder))].sort((a, b) => a - b)
  return orders.map((startOrder) => ({
    startOrder,
    components: components.filter((c) => c.startOrder === startOrder),
  }))
}
