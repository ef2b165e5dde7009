import { ClassBoundary } from "../document"

const range = (min: number, max: number, standard: number) => ({ min, max, default: standard })
const resources = { cpuMillis: range(50, 4_000, 250), memoryMib: range(64, 8_192, 128) }
const input = (name: string, protocol: string) => ({ name, protocol, direction: "input" as const })
const output = (name: string, protocol: string) => ({ name, protocol, direction: "output" as const })

/** Classes with something of everything a boundary can say, by `name@version`. */
export const sampleClasses: Readonly<Record<string, ClassBoundary>> = {
  "gateway@1": ClassBoundary.parse({
    terminals: [
      { ...input("in", "http"), external: true },
      { ...output("out", "http"), mandatory: true },
    ],
    properties: [{ name: "maxBodyMib", title: "Largest request", type: "number", default: 16, min: 1, max: 1_024 }],
    resources,
    volumes: [],
    count: { max: 1 },
  }),
  "web@1": ClassBoundary.parse({
    terminals: [input("in", "http"), output("content", "files"), output("db", "postgres")],
    properties: [
      { name: "compress", title: "Compress", type: "boolean", default: true },
      { name: "level", title: "Log level", type: "string", default: "info", values: ["debug", "info", "error"] },
    ],
    resources,
    volumes: [],
    count: { max: 50 },
  }),
  "web@2": ClassBoundary.parse({
    terminals: [input("in", "http"), output("content", "files"), output("db", "postgres")],
    properties: [{ name: "title", title: "Title", type: "string", mandatory: true }],
    resources,
    volumes: [],
    count: { max: 50 },
  }),
  "postgres@1": ClassBoundary.parse({
    terminals: [input("db", "postgres")],
    properties: [{ name: "database", title: "Database", type: "string", default: "app" }],
    resources,
    volumes: [{ name: "data", title: "Data", mirroring: "postgres", browsable: false, sizeGib: range(1, 1_024, 2) }],
    count: { max: 1 },
  }),
  "nas@1": ClassBoundary.parse({
    terminals: [input("files", "files")],
    properties: [],
    resources,
    volumes: [{ name: "content", title: "Files", mirroring: "files", browsable: true, sizeGib: range(1, 4_096, 2) }],
    count: { max: 1 },
  }),
  "probe@1": ClassBoundary.parse({
    terminals: [output("target", "any")],
    properties: [],
    resources,
    volumes: [],
    count: { max: 3 },
  }),
}
