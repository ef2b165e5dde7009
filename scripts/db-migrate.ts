// npm run db:migrate: applies the migrations to the database at DATABASE_URL.
import { applyMigrations } from "../prisma/migrate/apply-migrations"

const databaseUrl = process.env.DATABASE_URL
if (!databaseUrl) {
  console.error("Set DATABASE_URL to the database that is to be migrated (npm run up does this by itself).")
  process.exit(2)
}
const { applied, total } = await applyMigrations({ databaseUrl })
for (const id of applied) console.log(`applied ${id}`)
console.log(applied.length > 0 ? `${applied.length} applied, ${total} in all` : `nothing to apply, ${total} in all`)
