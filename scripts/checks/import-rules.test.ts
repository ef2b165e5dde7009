import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from "dependency-cruiser"
import { afterAll, beforeAll, expect, test } from "vitest"

type Configuration = { forbidden: { name: string }[]; options: ICruiseOptions }
const require = createRequire(import.meta.url)
const configuration = require("../../.dependency-cruiser.cjs") as Configuration

/** A small product: first file breaks the rule by importing the second. */
const offences: Record<string, [from: string, line: string]> = {
  "app-enters-by-api": ["app/a.ts", 'import "@/server/domain/volume"'],
  "components-know-the-routers-type-only": [
    "components/b.ts",
    'import { appRouter } from "@/server/api/root"\nvoid appRouter',
  ],
  "components-rest-on-lib": ["components/c.ts", 'import type { Db } from "@/server/db"\nexport type D = Db'],
  "ui-knows-no-tenant": ["components/ui/d.ts", 'import "@/components/b"'],
  "api-goes-through-domain": ["server/api/e.ts", 'import "@/server/db"'],
  "domain-knows-no-transport": ["server/domain/volume/f.ts", 'import "next"'],
  "domain-by-its-index": ["server/domain/volume/g.ts", 'import "../billing/inner"'],
  "domain-by-its-index-from-outside": ["server/worker/h.ts", 'import "@/server/domain/billing/inner"'],
  "core-is-pure": ["server/domain/volume/core/i.ts", 'import "node:fs"'],
  "core-takes-types-only": [
    "server/domain/volume/core/j.ts",
    'import { verb } from "@/server/fabric/fabric-driver"\nvoid verb',
  ],
  "lib-rests-on-lib": ["lib/k.ts", 'import "@/server/domain/volume"'],
  "lib-does-no-io": ["lib/l.ts", 'import "next"'],
  "lib-does-no-io-builtin": ["lib/m.ts", 'import "node:fs"'],
  "only-stores-query": [
    "server/domain/volume/n.ts",
    'import { PrismaClient } from "@/prisma/generated/client"\nvoid PrismaClient',
  ],
  "background-knows-no-api": ["server/edge/o.ts", 'import "@/server/api/root"'],
  "driver-knows-its-contract": ["server/fabric/lxd/p.ts", 'import "@/server/domain/volume"'],
  "cli-is-thin": ["cli/q.ts", 'import "@/server/db"'],
  "product-needs-no-tooling": ["server/web/r.ts", 'import "@/tests/support/s"'],
  "server-only-for-next": ["server/web/s.ts", 'import "server-only"'],
  "no-circular": ["lib/t.ts", 'import "./u"'],
  "no-orphans": ["lib/v.ts", "export const lonely = 1"],
  "no-unresolvable": ["lib/w.ts", 'import "./nowhere"'],
  "no-undeclared-package": ["lib/x.ts", 'import "undeclared"'],
  "no-development-package": ["server/web/y.ts", 'import "dev-only"'],
}

const bystanders: Record<string, string> = {
  "lib/u.ts": 'import "./t"',
  "lib/pure.ts": "export type Pure = 1",
  "server/api/root.ts": 'import "@/server/domain/volume"\nexport const appRouter = 1',
  "server/db.ts": 'import "@/prisma/generated/client"\nexport type Db = 1',
  "server/fabric/fabric-driver.ts": 'import "@/lib/pure"\nexport type Spec = 1\nexport const verb = 1',
  "server/domain/volume/index.ts": 'import "./volume-store"\nimport "../billing"\nimport "./core/fine"',
  "server/domain/volume/volume-store.ts": 'import { PrismaClient } from "@/prisma/generated/client"\nvoid PrismaClient',
  "server/domain/volume/core/fine.ts":
    'import type { Spec } from "@/server/fabric/fabric-driver"\nimport "@/lib/pure"\nexport type S = Spec',
  "server/domain/billing/index.ts": 'import "./inner"',
  "server/domain/billing/inner.ts": 'import "@/lib/pure"',
  "components/fine.ts": 'import type { appRouter } from "@/server/api/root"\nexport type R = typeof appRouter',
  "prisma/generated/client.ts": "export class PrismaClient {}",
  "tests/support/s.ts": 'import "@/lib/pure"',
  "tsconfig.json": JSON.stringify({
    compilerOptions: { moduleResolution: "bundler", module: "ESNext", paths: { "@/*": ["./*"] } },
  }),
  "package.json": JSON.stringify({
    dependencies: { next: "1", "server-only": "1" },
    devDependencies: { "dev-only": "1" },
  }),
}
for (const name of ["next", "server-only", "dev-only", "undeclared"]) {
  bystanders[`node_modules/${name}/package.json`] = JSON.stringify({ name, version: "1.0.0", main: "index.js" })
  bystanders[`node_modules/${name}/index.js`] = "module.exports = {}"
}

let root: string
let found: Map<string, string[]>

beforeAll(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "gridline-rules-")))
  const guilty = Object.fromEntries(Object.values(offences))
  for (const [path, text] of Object.entries({ ...bystanders, ...guilty })) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), `${text}\n`)
  }
  const options: ICruiseOptions = {
    ...configuration.options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: configuration.forbidden } as IFlattenedRuleSet,
    tsConfig: { fileName: join(root, "tsconfig.json") },
  }
  const { parseConfigFileTextToJson } = (await import("typescript")).default
  const tsConfig = parseConfigFileTextToJson("tsconfig.json", bystanders["tsconfig.json"] ?? "{}").config as object
  const { output } = await cruise(["app", "components", "lib", "server", "cli", "tests"], options, undefined, {
    tsConfig: { ...tsConfig, options: { baseUrl: root, paths: { "@/*": ["./*"] } } },
  })
  found = new Map()
  for (const { rule, from } of (output as ICruiseResult).summary.violations) {
    found.set(rule.name, [...(found.get(rule.name) ?? []), from])
  }
})
afterAll(() => rm(root, { recursive: true, force: true }))

test("every rule has an offence here", () => {
  expect(Object.keys(offences).sort()).toEqual(configuration.forbidden.map(({ name }) => name).sort())
})

test.each(Object.keys(offences))("%s bites", (name) => {
  expect(found.get(name) ?? []).toContain(offences[name]?.[0])
})

test("files that keep the rules are left alone", () => {
  const guilty = new Set(Object.values(offences).map(([path]) => path))
  const wronged = [...found].flatMap(([name, paths]) =>
    paths.filter((path) => !guilty.has(path)).map((path) => `${name}: ${path}`),
  )
  expect(wronged.filter((line) => line !== "no-circular: lib/u.ts")).toEqual([])
})
