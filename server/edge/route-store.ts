import type { Db } from "@/server/db"

export type Route = {
  applicationId: string
  tenantId: string
  title: string
  wanted: "running" | "stopped" | "deleted"
  /** Where the external input listens; null while it does not run. */
  target: { host: string; port: number } | null
}

/** The application that answers at APP.VDC, and its gateway's address right now. Null: there is none of that name. */
export async function findRoute(db: Db, application: string, vdc: string): Promise<Route | null> {
  const row = await db.application.findFirst({
    where: { slug: application, deletedAt: null, vdc: { slug: vdc } },
    select: {
      id: true,
      tenantId: true,
      title: true,
      wanted: true,
      components: {
        select: { className: true, classVersion: true, state: true, inputs: true },
        orderBy: { path: "asc" },
      },
    },
  })
  if (!row) return null
  const external = await externalInputs(db, row.components)
  for (const component of row.components) {
    const terminal = external.get(`${component.className}@${component.classVersion}`)
    const address = terminal
      ? (component.inputs as Record<string, { host: string; port: number } | undefined>)[terminal]
      : undefined
    if (address && component.state === "running")
      return { applicationId: row.id, tenantId: row.tenantId, title: row.title, wanted: row.wanted, target: address }
  }
  return { applicationId: row.id, tenantId: row.tenantId, title: row.title, wanted: row.wanted, target: null }
}

type ClassRef = { className: string; classVersion: number }
const known = new Map<string, string | null>()

/** `class@version` → its external input. Released versions are immutable, so the answer is kept. */
async function externalInputs(db: Db, components: readonly ClassRef[]): Promise<Map<string, string>> {
  const keys = [...new Set(components.map((c) => `${c.className}@${c.classVersion}`))]
  for (const key of keys.filter((k) => !known.has(k))) {
    const [name, version] = key.split("@")
    const row = await db.classVersion.findFirst({
      where: { version: Number(version), class: { name: name ?? "" } },
      select: { boundary: true },
    })
    const { terminals } = (row?.boundary ?? { terminals: [] }) as { terminals: { name: string; external?: boolean }[] }
    known.set(key, terminals.find((t) => t.external)?.name ?? null)
  }
  return new Map(
    keys.flatMap((key) => {
      const t = known.get(key)
      return t ? [[key, t] as const] : []
    }),
  )
}
