import type { z } from "zod"
import type { Blueprint, BlueprintComponent } from "@/lib/blueprint/document"

type Drawing = z.input<typeof Blueprint>
type Component = Drawing["components"][number]
export type SeedTemplate = {
  slug: string
  name: string
  summary: string
  glyph: string
  position: number
  blueprint: Drawing
}

/** Lower starts first: data, then servers, then what leads visitors to them. */
const order = { data: 10, server: 20, balancer: 30, gateway: 40 } as const

const at = (column: number, row: number): BlueprintComponent["position"] => ({ x: column * 260, y: row * 130 })

const gateway = (row: number): Component => ({
  name: "gateway",
  class: "gateway",
  version: 1,
  resources: { cpuMillis: 250, memoryMib: 128 },
  startOrder: order.gateway,
  position: at(0, row),
})

const nas = (content: string, position: Component["position"]): Component => ({
  name: "nas",
  class: "nas",
  version: 1,
  resources: { cpuMillis: 250, memoryMib: 128 },
  volumes: { content: { sizeGib: 2, content } },
  startOrder: order.data,
  position,
})

const wire = (from: [string, string], to: [string, string]) => ({
  from: { component: from[0], terminal: from[1] },
  to: { component: to[0], terminal: to[1] },
})

const scalableWeb: SeedTemplate = {
  slug: "scalable-web",
  name: "Scalable web application",
  summary:
    "Load-balanced web servers with a PostgreSQL database and shared files. Comes with a small guestbook to look at.",
  glyph: "layers",
  position: 1,
  blueprint: {
    format: 1,
    components: [
      gateway(1),
      {
        name: "balancer",
        class: "balancer",
        version: 1,
        properties: { healthPath: "/healthz" },
        resources: { cpuMillis: 250, memoryMib: 128 },
        startOrder: order.balancer,
        position: at(1, 1),
      },
      {
        name: "web",
        class: "web",
        version: 1,
        count: 2,
        resources: { cpuMillis: 250, memoryMib: 192 },
        startOrder: order.server,
        position: at(2, 1),
      },
      {
        name: "db",
        class: "postgres",
        version: 1,
        resources: { cpuMillis: 500, memoryMib: 256 },
        volumes: { data: { sizeGib: 2 } },
        startOrder: order.data,
        position: at(3, 0),
      },
      nas("guestbook@1", at(3, 2)),
    ],
    connections: [
      wire(["gateway", "out"], ["balancer", "in"]),
      wire(["balancer", "out"], ["web", "in"]),
      wire(["web", "db"], ["db", "db"]),
      wire(["web", "content"], ["nas", "files"]),
    ],
  },
}

const staticSite: SeedTemplate = {
  slug: "static-site",
  name: "Static site",
  summary: "A web server for files: upload your pages and they are served.",
  glyph: "file-text",
  position: 2,
  blueprint: {
    format: 1,
    components: [
      gateway(0),
      {
        name: "web",
        class: "web",
        version: 1,
        count: 1,
        resources: { cpuMillis: 250, memoryMib: 192 },
        startOrder: order.server,
        position: at(1, 0),
      },
      nas("static@1", at(2, 0)),
    ],
    connections: [wire(["gateway", "out"], ["web", "in"]), wire(["web", "content"], ["nas", "files"])],
  },
}

const scalableLamp: SeedTemplate = {
  slug: "scalable-lamp",
  name: "Scalable LAMP cluster",
  summary:
    "HAProxy in front of Apache servers with PHP, a MariaDB database and shared files. Comes with a small PHP guestbook.",
  glyph: "layers",
  position: 3,
  blueprint: {
    format: 1,
    components: [
      gateway(1),
      {
        name: "balancer",
        class: "balancer",
        version: 1,
        properties: { healthPath: "/healthz" },
        resources: { cpuMillis: 250, memoryMib: 128 },
        startOrder: order.balancer,
        position: at(1, 1),
      },
      {
        name: "web",
        class: "apache",
        version: 1,
        count: 2,
        resources: { cpuMillis: 250, memoryMib: 256 },
        startOrder: order.server,
        position: at(2, 1),
      },
      {
        name: "db",
        class: "mariadb",
        version: 1,
        resources: { cpuMillis: 500, memoryMib: 384 },
        volumes: { data: { sizeGib: 1 } },
        startOrder: order.data,
        position: at(3, 0),
      },
      { ...nas("lamp-guestbook@1", at(3, 2)), volumes: { content: { sizeGib: 1, content: "lamp-guestbook@1" } } },
    ],
    connections: [
      wire(["gateway", "out"], ["balancer", "in"]),
      wire(["balancer", "out"], ["web", "in"]),
      wire(["web", "db"], ["db", "db"]),
      wire(["web", "content"], ["nas", "files"]),
    ],
  },
}

export const templates: readonly SeedTemplate[] = [scalableWeb, staticSite, scalableLamp]
