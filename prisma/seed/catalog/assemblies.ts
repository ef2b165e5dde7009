import type { z } from "zod"
import type { Interior } from "@/lib/blueprint"

export type SeedAssembly = {
  name: string
  title: string
  summary: string
  glyph: string
  interior: z.input<typeof Interior>
}

const scalableWebTier: SeedAssembly = {
  name: "scalable-web-tier",
  title: "Scalable web tier",
  summary: "A load balancer in front of as many web servers as you say: one input, their files and their database.",
  glyph: "layers",
  interior: {
    format: 1,
    components: [
      {
        name: "balancer",
        class: "balancer",
        version: 1,
        resources: { cpuMillis: 250, memoryMib: 128 },
        // After the servers it leads to.
        startOrder: 10,
        position: { x: 0, y: 0 },
      },
      {
        name: "web",
        class: "web",
        version: 1,
        count: 2,
        resources: { cpuMillis: 250, memoryMib: 128 },
        position: { x: 260, y: 0 },
      },
    ],
    connections: [{ from: { component: "balancer", terminal: "out" }, to: { component: "web", terminal: "in" } }],
    terminals: [
      { name: "in", component: "balancer", terminal: "in" },
      { name: "content", component: "web", terminal: "content" },
      { name: "db", component: "web", terminal: "db" },
    ],
    redirects: [
      { property: "servers", title: "Web servers", component: "web", to: { kind: "count" } },
      {
        property: "healthPath",
        title: "Health check path",
        component: "balancer",
        to: { kind: "property", name: "healthPath" },
      },
    ],
  },
}

/** An assembly comes after those that are inside it. */
export const assemblies: readonly SeedAssembly[] = [scalableWebTier]
