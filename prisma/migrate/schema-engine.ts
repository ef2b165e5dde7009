import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { PrismaPg } from "@prisma/adapter-pg"
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils"
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg"

/**
 * Prisma's schema engine as WebAssembly: the native one is downloaded at install time, which an installation without
 * internet access cannot do. See docs/decisions/001-migrations-by-wasm-engine.md.
 */
export type SchemaEngine = bindings.SchemaEngine
export type SchemaFile = { path: string; content: string }
type EngineBindings = typeof bindings & { __wbg_set_wasm(exports: WebAssembly.Exports): void }

let instantiated: Promise<void> | undefined

const instantiate = () => {
  instantiated ??= loadWasm()
  return instantiated
}

async function loadWasm(): Promise<void> {
  const require = createRequire(import.meta.url)
  const bytes = await readFile(require.resolve("@prisma/schema-engine-wasm/schema_engine_bg").replace(/\.js$/, ".wasm"))
  const { __wbg_set_wasm } = bindings as EngineBindings
  const imports = { "./schema_engine_bg.js": bindings } as unknown as WebAssembly.Imports
  const { instance } = await WebAssembly.instantiate(bytes, imports)
  __wbg_set_wasm(instance.exports)
  const start = instance.exports.__wbindgen_start
  if (typeof start !== "function") throw new Error("The schema engine's WebAssembly module has no start function.")
  start()
}

/** Runs `use` with an engine connected to a database. */
export const withSchemaEngine = <T>(databaseUrl: string, use: (engine: SchemaEngine) => Promise<T>) =>
  withEngineOver(new PrismaPg({ connectionString: databaseUrl }), use)

/** Runs `use` with an engine that has no database: enough to compare schema texts. */
export const withOfflineSchemaEngine = <T>(use: (engine: SchemaEngine) => Promise<T>) =>
  withEngineOver(offlineAdapter, use)

async function withEngineOver<T>(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  await instantiate()
  const engine = await bindings.SchemaEngine.new(
    { datamodels: undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapter),
  )
  try {
    return await use(engine)
  } finally {
    engine.free()
  }
}

const refuse = async () => {
  throw new Error("The offline schema engine has no database to ask.")
}

/** Answers the one question the engine asks on connecting (does the schema exist, which PostgreSQL is it). */
const offlineConnection: SqlDriverAdapter = {
  provider: "postgres",
  adapterName: "offline",
  queryRaw: async () => ({
    columnNames: ["exists", "version", "numeric_version"],
    columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
    rows: [[true, "PostgreSQL 18.4", 180004]],
  }),
  executeRaw: refuse,
  executeScript: refuse,
  startTransaction: refuse,
  getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: false }),
  dispose: async () => undefined,
}

const offlineAdapter: SqlMigrationAwareDriverAdapterFactory = {
  provider: "postgres",
  adapterName: "offline",
  connect: async () => offlineConnection,
  connectToShadowDb: refuse,
}
