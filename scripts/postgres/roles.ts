import pg from "pg"

/** The roles Gridline's processes connect as. They own nothing and row-level security holds them. */
export const loginRoles = ["gridline_web", "gridline_provider", "gridline_worker"] as const
export type LoginRole = (typeof loginRoles)[number]
export type RolePasswords = Record<LoginRole, string>

/** Lets the roles log in with these passwords; makes those that are missing. Safe to repeat. */
export async function ensureRoles(databaseUrl: string, passwords: RolePasswords): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: "gridline-roles" })
  await client.connect()
  try {
    for (const role of loginRoles) {
      const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role])
      const verb = rowCount ? "ALTER" : "CREATE"
      // Only attributes that take no superuser to set are named: a server of the operator's may not give us one.
      const attributes = rowCount ? "LOGIN" : "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOINHERIT"
      await client.query(`${verb} ROLE ${role} ${attributes} PASSWORD ${client.escapeLiteral(passwords[role])}`)
    }
    await refusePowerfulRoles(client)
  } finally {
    await client.end()
  }
}

/** A role that existed before us may have been given powers that would make row-level security a decoration. */
async function refusePowerfulRoles(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>(
    "SELECT rolname FROM pg_roles WHERE rolname = ANY($1) AND (rolsuper OR rolbypassrls)",
    [[...loginRoles]],
  )
  if (rows.length === 0) return
  const names = rows.map(({ rolname }) => rolname).join(", ")
  throw new Error(`${names} must not be superuser or bypass row-level security: ALTER ROLE … NOSUPERUSER NOBYPASSRLS.`)
}

/** Creates a database if it is not there; true if it was made. */
export async function ensureDatabase(serverUrl: string, name: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: serverUrl, application_name: "gridline-roles" })
  await client.connect()
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name])
    if (rowCount) return false
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
    return true
  } finally {
    await client.end()
  }
}

/** The same server and database as `databaseUrl`, as another role. */
export function urlAs(databaseUrl: string, role: LoginRole, password: string): string {
  const url = new URL(databaseUrl)
  url.username = role
  url.password = encodeURIComponent(password)
  return url.toString()
}
