import { randomBytes } from "node:crypto"
import { readFile, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { openDatabase } from "@/server/db"
import { seedAccounts } from "./accounts"
import { seedCatalog } from "./catalog"
import { seedHosting } from "./hosting"

/** `credentials.json`: for a first look and for scripts. */
export type Credentials = {
  portal: string
  edge: string
  provider: { email: string; password: string; apiKey: string }
  tenant: { slug: string; email: string; password: string; apiKey: string }
}

export type SeedOptions = {
  /** Role gridline_worker. */
  databaseUrl: string
  dataDir: string
  portalUrl: string
  edgeUrl: string
}

const password = () => randomBytes(15).toString("base64url")
const apiKey = () => `gl_${randomBytes(32).toString("base64url")}`

async function readCredentials(path: string): Promise<Credentials | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Credentials
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null
    throw error
  }
}

/**
 * The catalog, the hosting partners and the two accounts every installation starts with. Safe to repeat: what is there stays, the
 * first credentials stay what they were.
 */
export default async function seed(options: SeedOptions): Promise<Credentials> {
  const path = join(options.dataDir, "credentials.json")
  const before = await readCredentials(path)
  const secrets = {
    providerPassword: before?.provider.password ?? password(),
    providerApiKey: before?.provider.apiKey ?? apiKey(),
    tenantPassword: before?.tenant.password ?? password(),
    tenantApiKey: before?.tenant.apiKey ?? apiKey(),
  }
  const db = openDatabase(options.databaseUrl, { max: 4, name: "gridline-seed" })
  try {
    await seedCatalog(db)
    await seedHosting(db)
    const accounts = await seedAccounts(db, secrets)
    const credentials: Credentials = {
      portal: options.portalUrl,
      edge: options.edgeUrl,
      provider: { email: accounts.provider.email, password: secrets.providerPassword, apiKey: secrets.providerApiKey },
      tenant: {
        slug: accounts.tenant.slug,
        email: accounts.tenant.email,
        password: secrets.tenantPassword,
        apiKey: secrets.tenantApiKey,
      },
    }
    await writeFile(`${path}.new`, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 })
    await rename(`${path}.new`, path)
    return credentials
  } finally {
    await db.$disconnect()
  }
}
