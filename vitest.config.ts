import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

const root = fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "")
const withDatabase = ["./tests/support/database-server.ts"]
const pure = [
  "lib/**/*.test.ts",
  "components/**/*.test.ts",
  "server/*.test.ts",
  "server/**/core/**/*.test.ts",
  "scripts/**/*.test.ts",
  "images/**/*.test.ts",
  "tests/support/*.test.ts",
]

/** Ends what hangs. How long things take is said by tests that measure it: a busy machine may take its time. */
const patienceMs = 60_000
/**
 * Files of a project share what they import: loading it again for each took half of their time. They keep nothing of their own in modules;
 * what they make (a database, a server) they end.
 */
const together = { isolate: false } as const
const common = { environment: "node", restoreMocks: true, expect: { poll: { timeout: 15_000 } } } as const

export default defineConfig({
  resolve: { alias: { "@": root } },
  test: {
    // Two files at a time: most of them wait for PostgreSQL, which needs the rest of a small machine.
    maxWorkers: 2,
    projects: [
      { extends: true, test: { ...common, ...together, name: "unit", include: pure } },
      {
        extends: true,
        test: {
          ...common,
          ...together,
          name: "database",
          include: ["server/**/*.test.ts", "prisma/**/*.test.ts", "tests/database/**/*.test.ts"],
          exclude: ["server/*.test.ts", "**/core/**", "**/node_modules/**"],
          globalSetup: withDatabase,
          testTimeout: patienceMs,
          hookTimeout: patienceMs,
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: "contract",
          include: ["tests/contract/**/*.test.ts"],
          globalSetup: withDatabase,
          testTimeout: patienceMs,
          hookTimeout: patienceMs,
        },
      },
      {
        extends: true,
        test: {
          ...common,
          ...together,
          name: "api",
          include: ["tests/api/**/*.test.ts"],
          globalSetup: withDatabase,
          testTimeout: patienceMs,
          hookTimeout: patienceMs,
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: "faults",
          include: ["tests/faults/**/*.test.ts"],
          globalSetup: withDatabase,
          // They count processes and kill some: side by side they would find each other's.
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: "engines",
          include: ["tests/engines/**/*.test.ts"],
          // Real engines, one set of them: whoever kills a machine kills it for everybody.
          globalSetup: ["./tests/support/test-engines.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: "engine-faults",
          include: ["tests/engine-faults/**/*.test.ts"],
          globalSetup: ["./tests/support/test-engines.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: "rig",
          include: ["tests/rig/**/*.test.ts"],
          globalSetup: ["./tests/support/test-rig.ts"],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
