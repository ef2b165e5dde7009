import { join } from "node:path"
import { type BuildOptions, build, context, type Plugin } from "esbuild"
import { root } from "./content-stamp"

export const processNames = ["web", "worker", "edge"] as const
export type ProcessName = (typeof processNames)[number]

/** `server-only` throws wherever Next has not replaced it. Our processes are the server, so here it is nothing. */
const serverOnly: Plugin = {
  name: "server-only",
  setup(builder) {
    builder.onResolve({ filter: /^server-only$/ }, () => ({ path: "server-only", namespace: "nothing" }))
    builder.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: "" }))
  },
}

const optionsFor = (outDir: string, name: ProcessName): BuildOptions => ({
  absWorkingDir: root,
  entryPoints: [{ in: `server/${name}/main.ts`, out: name }],
  outdir: outDir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: true,
  logLevel: "silent",
  tsconfig: join(root, "tsconfig.json"),
  plugins: [serverOnly],
})

export async function bundleProcesses(outDir: string): Promise<void> {
  await Promise.all(processNames.map((name) => build(optionsFor(outDir, name))))
}

/** Bundles again on every change and says which process changed. Returns what ends it. */
export async function watchProcesses(
  outDir: string,
  changed: (name: ProcessName, problems: readonly string[]) => void,
): Promise<() => Promise<void>> {
  const contexts = await Promise.all(
    processNames.map((name) => {
      let first = true
      const announce: Plugin = {
        name: "announce",
        setup(builder) {
          builder.onEnd(({ errors }) => {
            if (!first)
              changed(
                name,
                errors.map(({ text, location }) => `${location?.file}:${location?.line} ${text}`),
              )
            first = false
          })
        },
      }
      return context({ ...optionsFor(outDir, name), plugins: [serverOnly, announce] })
    }),
  )
  await Promise.all(contexts.map((each) => each.watch()))
  return async () => {
    await Promise.all(contexts.map((each) => each.dispose()))
  }
}
