// npm run db:diff -- NAME: records the schema's changes since the last migration as a new one.
import { relative } from "node:path"
import { recordMigration } from "../prisma/migrate/record-migration"

const name = process.argv[2]
if (!name || name.startsWith("-")) {
  console.error("Usage: npm run db:diff -- NAME   (for example: add_node_orders)")
  process.exit(2)
}
const recorded = await recordMigration({ name, now: new Date() })
if (recorded) {
  console.log(`Wrote ${relative(process.cwd(), recorded.path)}. Read it, and add by hand what Prisma cannot say.`)
} else {
  console.log("The schema is as it was recorded last: there is nothing to migrate.")
}
