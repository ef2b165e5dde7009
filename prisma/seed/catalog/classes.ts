import type { z } from "zod"
import type { ClassBoundary } from "@/lib/blueprint/document"

type Boundary = z.input<typeof ClassBoundary>
export type SeedClass = {
  name: string
  title: string
  summary: string
  glyph: string
  boundary: Boundary
  images: Record<string, string>
}

const cpu = (min: number, max: number, standard: number) => ({ min, max, default: standard })
const small = { cpuMillis: cpu(50, 4_000, 250), memoryMib: cpu(64, 8_192, 128) }

const gateway: SeedClass = {
  name: "gateway",
  title: "Gateway",
  summary: "Lets visitors in by the application's address and counts what they transfer.",
  glyph: "door-open",
  images: { embedded: "gateway@1", lxd: "gateway@1" },
  boundary: {
    terminals: [
      { name: "in", direction: "input", protocol: "http", external: true, title: "Visitors" },
      { name: "out", direction: "output", protocol: "http", mandatory: true, title: "Where requests go" },
    ],
    properties: [{ name: "maxBodyMib", title: "Largest request, MiB", type: "number", default: 16, min: 1, max: 1024 }],
    resources: small,
    volumes: [],
    count: { max: 1 },
  },
}

const balancer: SeedClass = {
  name: "balancer",
  title: "Load balancer",
  summary: "Shares requests among servers, keeps a session on one, leaves out servers that fail their health check.",
  glyph: "split",
  images: { embedded: "balancer@1", lxd: "balancer@1" },
  boundary: {
    terminals: [
      { name: "in", direction: "input", protocol: "http", title: "Requests" },
      { name: "out", direction: "output", protocol: "http", mandatory: true, title: "Servers" },
    ],
    properties: [
      { name: "healthPath", title: "Health check path", type: "string", default: "/" },
      {
        name: "healthIntervalMs",
        title: "Health check every, ms",
        type: "number",
        default: 1000,
        min: 200,
        max: 60_000,
      },
    ],
    resources: small,
    volumes: [],
    count: { max: 1 },
  },
}

const web: SeedClass = {
  name: "web",
  title: "Web server",
  summary: "Serves the files of a NAS, and runs server.mjs from it if there is one.",
  glyph: "globe",
  images: { embedded: "web@1", lxd: "web@1" },
  boundary: {
    terminals: [
      { name: "in", direction: "input", protocol: "http", title: "Requests" },
      { name: "content", direction: "output", protocol: "files", title: "Files it serves" },
      { name: "db", direction: "output", protocol: "postgres", title: "Database" },
    ],
    properties: [],
    resources: { cpuMillis: cpu(100, 8_000, 250), memoryMib: cpu(96, 16_384, 192) },
    volumes: [],
    count: { max: 50 },
  },
}

const postgres: SeedClass = {
  name: "postgres",
  title: "PostgreSQL",
  summary: "A PostgreSQL server of its own, its data mirrored to a second node while it runs.",
  glyph: "database",
  images: { embedded: "postgres@1", lxd: "postgres@1" },
  boundary: {
    terminals: [{ name: "db", direction: "input", protocol: "postgres", title: "Clients" }],
    properties: [{ name: "database", title: "Database name", type: "string", default: "app" }],
    resources: { cpuMillis: cpu(100, 16_000, 500), memoryMib: cpu(128, 65_536, 256) },
    volumes: [
      {
        name: "data",
        title: "Database files",
        mirroring: "postgres",
        browsable: false,
        sizeGib: { min: 1, max: 1_024, default: 2 },
      },
    ],
    count: { max: 1 },
  },
}

const nas: SeedClass = {
  name: "nas",
  title: "NAS",
  summary: "Keeps files that several servers share: upload once, all serve it.",
  glyph: "hard-drive",
  images: { embedded: "nas@1", lxd: "nas@1" },
  boundary: {
    terminals: [{ name: "files", direction: "input", protocol: "files", title: "Servers that share the files" }],
    properties: [],
    resources: small,
    volumes: [
      {
        name: "content",
        title: "Shared files",
        mirroring: "files",
        browsable: true,
        sizeGib: { min: 1, max: 4_096, default: 2 },
      },
    ],
    count: { max: 1 },
  },
}

const job: SeedClass = {
  name: "job",
  title: "Job runner",
  summary: "Runs main.mjs from its content volume, and again whenever it changes.",
  glyph: "terminal",
  images: { embedded: "job@1", lxd: "job@1" },
  boundary: {
    terminals: [
      { name: "db", direction: "output", protocol: "postgres", title: "Database" },
      { name: "out", direction: "output", protocol: "http", title: "Service it calls" },
    ],
    properties: [],
    resources: { cpuMillis: cpu(50, 8_000, 250), memoryMib: cpu(64, 16_384, 128) },
    volumes: [
      {
        name: "content",
        title: "Program and its files",
        mirroring: "files",
        browsable: true,
        sizeGib: { min: 1, max: 1_024, default: 1 },
      },
    ],
    count: { max: 10 },
  },
}

const apache: SeedClass = {
  name: "apache",
  title: "Apache with PHP",
  summary: "Apache and PHP-FPM: serves the pages of a NAS, with a MariaDB database if one is connected.",
  glyph: "feather",
  images: { lxd: "apache@1" },
  boundary: {
    terminals: [
      { name: "in", direction: "input", protocol: "http", title: "Requests" },
      { name: "content", direction: "output", protocol: "files", mandatory: true, title: "Pages it serves" },
      { name: "db", direction: "output", protocol: "mysql", title: "Database" },
    ],
    properties: [{ name: "database", title: "Database name", type: "string", default: "app" }],
    resources: { cpuMillis: cpu(100, 8_000, 250), memoryMib: cpu(128, 16_384, 256) },
    volumes: [],
    count: { max: 50 },
  },
}

const mariadb: SeedClass = {
  name: "mariadb",
  title: "MariaDB",
  summary: "A MariaDB server of its own; its data is copied to a second node every minute.",
  glyph: "database",
  images: { lxd: "mariadb@1" },
  boundary: {
    terminals: [{ name: "db", direction: "input", protocol: "mysql", title: "Clients" }],
    properties: [{ name: "database", title: "Database name", type: "string", default: "app" }],
    resources: { cpuMillis: cpu(100, 16_000, 500), memoryMib: cpu(256, 65_536, 384) },
    volumes: [
      {
        name: "data",
        title: "Database files",
        mirroring: "files",
        browsable: false,
        sizeGib: { min: 1, max: 1_024, default: 2 },
      },
    ],
    count: { max: 1 },
  },
}

const debian: SeedClass = {
  name: "debian",
  title: "Debian",
  summary: "Plain Debian for whatever has no class of its own yet.",
  glyph: "box",
  images: { lxd: "debian@1" },
  boundary: {
    terminals: [
      { name: "in", direction: "input", protocol: "any", title: "Whatever it serves" },
      { name: "out", direction: "output", protocol: "any", title: "Whatever it needs" },
    ],
    properties: [],
    resources: { cpuMillis: cpu(50, 16_000, 250), memoryMib: cpu(64, 65_536, 256) },
    volumes: [],
    count: { max: 50 },
  },
}

export const classes: readonly SeedClass[] = [gateway, balancer, web, postgres, nas, job, apache, mariadb, debian]
