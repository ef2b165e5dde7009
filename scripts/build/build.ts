import { existsSync } from "node:fs"
import { join } from "node:path"
import { bundleEmbedded } from "../../server/fabric/embedded/bundle"
import { bundleProcesses } from "./bundle-processes"
import { ifChanged, root } from "./content-stamp"
import { runNode } from "./run-program"

export const bundleDirectory = join(root, "dist")
export const embeddedDirectory = join(bundleDirectory, "embedded")

const packages = ["package-lock.json", "tsconfig.json"]

/** The Prisma client, from the schema. */
export const generateClient = (stop?: AbortSignal) =>
  ifChanged({ name: "client", sources: [...packages, "prisma/schema"], product: "prisma/generated/client.ts" }, () =>
    runNode(["scripts/db-generate.mjs"], { stop }),
  )

/** One file per process, and what the nodes of the embedded fabric run. */
export const buildProcesses = () =>
  ifChanged(
    {
      name: "processes",
      sources: [...packages, "server", "lib", "prisma/schema", "scripts/build"],
      product: "dist/web.mjs",
    },
    async () => {
      await bundleProcesses(bundleDirectory)
      await bundleEmbedded(embeddedDirectory)
    },
  )

const nextSources = [
  "app",
  "components",
  "lib",
  "server",
  "public",
  "prisma/schema",
  "next.config.mjs",
  "postcss.config.mjs",
]

/** The portal's pages, for production. */
export const buildPages = (stop?: AbortSignal) =>
  ifChanged({ name: "pages", sources: [...packages, ...nextSources], product: ".next/BUILD_ID" }, () =>
    runNode(["node_modules/next/dist/bin/next", "build"], {
      stop,
      environment: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    }),
  )

/** With `--no-build`: what is missing is named, what is stale is used. */
export function refuseMissingBuild(): void {
  const missing = ["dist/web.mjs", ".next/BUILD_ID"].filter((path) => !existsSync(join(root, path)))
  if (missing.length > 0)
    throw new Error(`Nothing has been built yet (no ${missing.join(", ")}): leave --no-build out.`)
}
