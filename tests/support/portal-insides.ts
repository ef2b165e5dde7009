import pg from "pg"
import { Blueprint, ClassBoundary, validateBlueprint } from "@/lib/blueprint"
import { classes } from "@/prisma/seed/catalog/classes"
import type { SeedTemplate } from "@/prisma/seed/catalog/templates"
import { embeddedDirectory } from "@/scripts/build/build"
import { superuser } from "@/scripts/postgres/postgres-server"
import { urlAs } from "@/scripts/postgres/roles"
import { ensureSecrets, readRemembered } from "@/scripts/up/data-directory"
import { type Db, openDatabase } from "@/server/db"
import type { Deps } from "@/server/domain/deps"
import { readEnv } from "@/server/env"
import { openFabrics } from "@/server/fabrics"
import { type WorkflowRow, workflowsOf } from "./workflow-rows"

/** What a Gridline that `npm run up` started keeps, and its drivers: for looking into it from outside. */
export type PortalInsides = {
  /** Sees everything. */
  db: Db
  fabricOf: Deps["fabricOf"]
  workflows(): Promise<WorkflowRow[]>
  /** Templates that only a test needs. */
  addTemplates(templates: readonly SeedTemplate[]): Promise<void>
  close(): Promise<void>
}

export async function openPortalInsides(dataDir: string, images: string): Promise<PortalInsides> {
  const [secrets, { postgresPort }] = await Promise.all([ensureSecrets(dataDir), readRemembered(dataDir)])
  if (postgresPort === undefined) throw new Error(`${dataDir} has no database of its own`)
  const owner = `postgresql://${superuser}:${encodeURIComponent(secrets.postgres)}@127.0.0.1:${postgresPort}/gridline`
  const db = openDatabase(urlAs(owner, "gridline_worker", secrets.gridline_worker), { max: 4, name: "observer" })
  const env = readEnv({
    NODE_ENV: "test",
    DATA_DIR: dataDir,
    BUNDLE_DIR: embeddedDirectory,
    IMAGES_DIR: images,
    AUTH_SECRET: secrets.authSecret,
    ENCRYPTION_KEY: secrets.encryptionKey,
  })
  const trouble = (error: unknown, what: string) => console.log(`  (${what}: ${String(error)})`)
  return {
    db,
    fabricOf: openFabrics(env, db, trouble),
    workflows: () => workflowsOf(owner),
    addTemplates: (templates) => insertTemplates(owner, templates),
    close: () => db.$disconnect(),
  }
}

async function insertTemplates(ownerUrl: string, templates: readonly SeedTemplate[]): Promise<void> {
  const boundaries = Object.fromEntries(classes.map((c) => [`${c.name}@1`, ClassBoundary.parse(c.boundary)]))
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "gridline-test-harness" })
  await client.connect()
  try {
    for (const { slug, name, summary, glyph, position, blueprint } of templates) {
      const drawing = Blueprint.parse(blueprint)
      const [wrong] = validateBlueprint(drawing, boundaries)
      if (wrong) throw new Error(`template ${slug}: ${wrong.message} ${wrong.fix}`)
      await client.query(
        `INSERT INTO template (id, slug, name, summary, glyph, position, blueprint)
         SELECT gen_random_uuid(), $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT FROM template WHERE slug = $1)`,
        [slug, name, summary, glyph, position, JSON.stringify(drawing)],
      )
    }
  } finally {
    await client.end()
  }
}
