import pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { seedHosting } from "@/prisma/seed/hosting"
import { type Db, openDatabase } from "@/server/db"
import { inTenant, systemScope } from "@/server/domain/access"
import { type Company, seedCompany } from "../support/company-fixture"
import { createTestDatabase, type TestDatabase } from "../support/database"

/** What holds beneath the application: everything here talks to PostgreSQL as the web process's role, past all our own checks. */
let database: TestDatabase
let owner: pg.Client
let web: pg.Client
let worker: Db
let ours: Company
let theirs: Company
let tables: string[]

const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url, application_name: "rls-test" })
  await client.connect()
  return client
}

const named = async (client: pg.Client, sql: string, values: unknown[] = []): Promise<string[]> =>
  (await client.query<{ name: string }>(sql, values)).rows.map((row) => row.name)

beforeAll(async () => {
  database = await createTestDatabase()
  worker = openDatabase(database.workerUrl, { max: 4, name: "rls-worker" })
  await seedHosting(worker)
  ours = await seedCompany(worker, "ours")
  theirs = await seedCompany(worker, "theirs")
  owner = await connect(database.ownerUrl)
  web = await connect(database.webUrl)
  tables = await named(
    owner,
    `SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY 1`,
  )
})
afterAll(async () => {
  await Promise.all([owner?.end(), web?.end(), worker?.$disconnect()])
  await database?.drop()
})

/** In a transaction that is rolled back, with the setting of a tenant. */
async function as<T>(tenantId: string | null, act: (client: pg.Client) => Promise<T>, client = web): Promise<T> {
  await client.query("BEGIN")
  try {
    if (tenantId !== null) await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenantId])
    return await act(client)
  } finally {
    await client.query("ROLLBACK")
  }
}

/** SQLSTATE of the refusal, or null when it went through. */
async function refusal(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act()
    return null
  } catch (error) {
    if (error instanceof pg.DatabaseError) return error.code ?? "?"
    throw error
  }
}

const count = async (client: pg.Client, from: string, values: unknown[] = []): Promise<number> =>
  Number((await client.query<{ n: string }>(`SELECT count(*) AS n FROM ${from}`, values)).rows[0]?.n)

describe("audit rows without a company", () => {
  const insert = `INSERT INTO audit_event (id, actor_kind, action, subject_type, subject_id)
    VALUES (gen_random_uuid(), $1, 'account.sign_in', $2, $3)`
  const asPerson = (userId: string, act: (client: pg.Client) => Promise<unknown>) =>
    as(ours.tenantId, async (client) => {
      await client.query("SELECT set_config('app.user_id', $1, true)", [userId])
      return act(client)
    })

  test("are written and seen by the person whose account they are about, nobody else", async () => {
    const without = "audit_event WHERE tenant_id IS NULL"
    await asPerson(ours.userId, async (client) => {
      await client.query(insert, ["user", "account", ours.userId])
      expect(await count(client, without)).toBe(1)
      await client.query("SELECT set_config('app.user_id', $1, true)", [theirs.userId])
      expect(await count(client, without)).toBe(0)
      await client.query("SELECT set_config('app.user_id', '', true)")
      expect(await count(client, without)).toBe(0)
    })
    const forged = [
      ["user", "account", theirs.userId],
      ["provider", "node", ours.userId],
    ]
    for (const values of forged)
      expect(await refusal(() => asPerson(ours.userId, (client) => client.query(insert, values)))).toBe("42501")
  })
})

describe("the catalogue says", () => {
  test("every table of a tenant has row-level security, enabled and forced", async () => {
    expect(tables.length).toBeGreaterThan(20)
    const open = `SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relname = ANY($1) AND NOT (relrowsecurity AND relforcerowsecurity)`
    expect(await named(owner, open, [[...tables, "tenant"]])).toEqual([])
  })

  test("with a policy for the web role that has both USING and WITH CHECK", async () => {
    const covered = await named(
      owner,
      `SELECT tablename AS name FROM pg_policies WHERE schemaname = 'public' AND 'gridline_web' = ANY(roles)
         AND cmd = 'ALL' AND qual LIKE '%app_tenant()%' AND with_check LIKE '%app_tenant()%' ORDER BY 1`,
    )
    expect(covered).toEqual([...tables, "tenant"].sort())
  })

  test("no policy of the web role is open", async () => {
    const open = `SELECT tablename || '.' || policyname AS name FROM pg_policies
      WHERE schemaname = 'public' AND roles && ARRAY['gridline_web','public']::name[] AND (qual = 'true' OR with_check = 'true')`
    expect(await named(owner, open)).toEqual([])
  })

  test("and an index led by tenant_id", async () => {
    const led = await named(
      owner,
      `SELECT DISTINCT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE a.attname = 'tenant_id' AND i.indpred IS NULL AND c.relnamespace = 'public'::regnamespace`,
    )
    expect(tables.filter((table) => !led.includes(table))).toEqual([])
  })

  test.each(["gridline_web", "gridline_provider", "gridline_worker"])(
    "%s owns nothing, bypasses nothing, is in no other role",
    async (role) => {
      const { rows } = await owner.query(
        `SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication,
                (SELECT count(*)::int FROM pg_class WHERE relowner = r.oid) AS tables,
                (SELECT count(*)::int FROM pg_proc WHERE proowner = r.oid) AS functions,
                (SELECT count(*)::int FROM pg_namespace WHERE nspowner = r.oid) AS schemas,
                (SELECT count(*)::int FROM pg_auth_members WHERE member = r.oid) AS memberships
         FROM pg_roles r WHERE rolname = $1`,
        [role],
      )
      const no = {
        rolsuper: false,
        rolbypassrls: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
      }
      expect(rows).toEqual([{ ...no, tables: 0, functions: 0, schemas: 0, memberships: 0 }])
    },
  )

  test("nothing lends the web role its owner's sight: no plain view, no materialised view, no SECURITY DEFINER", async () => {
    const lenders = `
      SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND (relkind = 'm' OR (relkind = 'v' AND NOT COALESCE(reloptions::text LIKE '%security_invoker=true%', false)))
      UNION ALL
      SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef`
    expect(await named(owner, lenders)).toEqual([])
  })

  test("the web role may not make anything, nor see how migrations went", async () => {
    expect(await refusal(() => as(null, (c) => c.query("CREATE TABLE mine (id int)")))).toBe("42501")
    expect(await refusal(() => as(null, (c) => c.query("SELECT * FROM _prisma_migrations")))).toBe("42501")
  })
})

describe("a tenant's rows", () => {
  test("are there for both companies in every table, so that the tests below say something", async () => {
    const empty: string[] = []
    for (const table of tables)
      for (const { tenantId } of [ours, theirs])
        if ((await count(owner, `${table} WHERE tenant_id = $1`, [tenantId])) === 0) empty.push(table)
    // The owner is held by the forced policies as well unless it is a superuser, as in tests.
    expect(empty).toEqual([])
  })

  test("without the setting there are none, and that is no error", async () => {
    for (const table of tables)
      expect(await as(null, (c) => count(c, `${table} WHERE tenant_id IS NOT NULL`)), table).toBe(0)
    expect(await as("", (c) => count(c, "vdc"))).toBe(0)
  })

  test("with the setting there are ours alone", async () => {
    for (const table of tables) {
      const { rows } = await as(ours.tenantId, (c) =>
        c.query<{ tenant_id: string }>(`SELECT DISTINCT tenant_id FROM ${table} WHERE tenant_id IS NOT NULL`),
      )
      expect(rows, table).toEqual([{ tenant_id: ours.tenantId }])
    }
  })

  test("of another company cannot be changed or deleted", async () => {
    for (const table of tables) {
      // Append-only tables refuse the statement itself.
      const touched = async (sql: string): Promise<number> => {
        try {
          return (await as(ours.tenantId, (c) => c.query(sql, [theirs.tenantId]))).rowCount ?? 0
        } catch (error) {
          if (error instanceof pg.DatabaseError && error.code === "42501") return 0
          throw error
        }
      }
      expect(await touched(`UPDATE ${table} SET tenant_id = tenant_id WHERE tenant_id = $1`), table).toBe(0)
      expect(await touched(`DELETE FROM ${table} WHERE tenant_id = $1`), table).toBe(0)
    }
  })

  test("cannot be given to another company", async () => {
    for (const table of tables) {
      const give = () => as(ours.tenantId, (c) => c.query(`UPDATE ${table} SET tenant_id = $1`, [theirs.tenantId]))
      // Refused by the policy, or before it by a trigger that keeps the row as it is.
      expect(["42501", "23001"], table).toContain(await refusal(give))
    }
  })

  test("cannot be made in another company's name", async () => {
    for (const table of tables) {
      const insert = `INSERT INTO ${table} SELECT (jsonb_populate_record(NULL::${table},
        to_jsonb(x) || jsonb_build_object('id', gen_random_uuid(), 'tenant_id', $1::uuid))).* FROM ${table} x LIMIT 1`
      const refused = await refusal(() => as(ours.tenantId, (c) => c.query(insert, [theirs.tenantId])))
      expect(["42501", "23001"], table).toContain(refused)
    }
  })

  test("of the global catalog are read by all and written by none", async () => {
    await worker.template.create({
      data: { slug: "global", name: "Global", summary: "", glyph: "box", blueprint: {} },
    })
    expect(await as(ours.tenantId, (c) => count(c, "template WHERE slug = 'global'"))).toBe(1)
    const change = await as(ours.tenantId, (c) => c.query("UPDATE template SET name = 'x' WHERE slug = 'global'"))
    expect(change.rowCount).toBe(0)
    const make =
      "INSERT INTO template (id, slug, name, summary, glyph, blueprint) VALUES (gen_random_uuid(),'g2','','','','{}')"
    expect(await refusal(() => as(ours.tenantId, (c) => c.query(make)))).toBe("42501")
  })

  test("prices, packages and nodes are for the provider to write", async () => {
    for (const table of ["hosting_partner", "data_center", "machine_class", "node", "tariff", "rate", "package"])
      expect(await refusal(() => as(ours.tenantId, (c) => c.query(`DELETE FROM ${table}`))), table).toBe("42501")
  })

  test("do not come out by COPY", async () => {
    const copied = await as(ours.tenantId, (c) => c.query("COPY vdc (id) TO STDOUT"))
    expect(copied.rowCount).toBe(1)
  })

  test("cannot hang on another company's rows", async () => {
    const event = `INSERT INTO application (id, tenant_id, vdc_id, slug, title) VALUES (gen_random_uuid(), $1, $2, 'spy', 'Spy')`
    expect(await refusal(() => as(ours.tenantId, (c) => c.query(event, [ours.tenantId, theirs.vdcId])))).toBe("23503")
  })

  test("say nothing of another company when a name is taken", async () => {
    const insert = `INSERT INTO vdc (id, tenant_id, slug, name, data_center_id, package_id)
      SELECT gen_random_uuid(), $1, 'theirs-vdc', 'Mine', data_center_id, package_id FROM vdc LIMIT 1`
    const error = await as(ours.tenantId, (c) => c.query(insert, [ours.tenantId])).then(
      () => null,
      (e: unknown) => e as pg.DatabaseError,
    )
    expect(error?.code).toBe("23505")
    const told = JSON.stringify([error?.message, error?.detail, error?.where])
    for (const secret of [theirs.tenantId, theirs.vdcId, "theirs VDC"]) expect(told).not.toContain(secret)
  })

  test("announce themselves by identifiers only", async () => {
    const listener = await connect(database.webUrl)
    const heard: string[] = []
    listener.on("notification", ({ payload }) => heard.push(payload ?? ""))
    await listener.query("LISTEN gridline")
    await worker.event.create({
      data: { tenantId: theirs.tenantId, vdcId: theirs.vdcId, kind: "x", message: "secret" },
    })
    await expect.poll(() => heard.length).toBeGreaterThan(0)
    await listener.end()
    for (const payload of heard) expect(payload).toMatch(/^[0-9a-f-]*\|[a-z]+\|[0-9a-f-]*\|[0-9a-f-]*$/)
  })
})

describe("a pooled connection", () => {
  const failures: [string, (tx: { $executeRawUnsafe: (sql: string) => Promise<number> }) => Promise<unknown>][] = [
    ["a rolled-back transaction", () => Promise.reject(new Error("changed my mind"))],
    ["a failed statement", (tx) => tx.$executeRawUnsafe("SELECT 1/0")],
    ["a cancelled query", (tx) => tx.$executeRawUnsafe("SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(5)")],
  ]

  test.each(failures)("after %s shows the next borrower nothing", async (_what, fail) => {
    const db = openDatabase(database.webUrl, { max: 1, name: "rls-single" })
    try {
      await expect(inTenant(db, systemScope(ours.tenantId), (tx) => fail(tx))).rejects.toThrow()
      expect(await db.vdc.count()).toBe(0)
      expect(await inTenant(db, systemScope(theirs.tenantId), (tx) => tx.vdc.findMany())).toMatchObject([
        { tenantId: theirs.tenantId },
      ])
      expect(await db.vdc.count()).toBe(0)
    } finally {
      await db.$disconnect()
    }
  })

  test("never mixes two companies: 1,000 interleaved requests over a pool of 2", async () => {
    const db = openDatabase(database.webUrl, { max: 2, name: "rls-pair" })
    let next = 0
    let wrong = 0
    const lane = async () => {
      for (let n = next++; n < 1_000; n = next++) {
        const { tenantId } = n % 2 === 0 ? ours : theirs
        const work = inTenant(db, systemScope(tenantId), async (tx) => {
          const rows = await tx.component.findMany({ select: { tenantId: true } })
          if (rows.length !== 1 || rows[0]?.tenantId !== tenantId) wrong += 1
          // Some fail on the way: their connection goes back to the pool all the same.
          if (n % 7 === 0) throw new Error("fails on purpose")
        })
        await work.catch((error: Error) => {
          if (error.message !== "fails on purpose") throw error
        })
        if (n % 11 === 0 && (await db.component.count()) !== 0) wrong += 1
      }
    }
    try {
      await Promise.all(Array.from({ length: 12 }, lane))
      expect(wrong).toBe(0)
    } finally {
      await db.$disconnect()
    }
  })
})

describe("the planner", () => {
  test("reaches a tenant's rows by index", async () => {
    await owner.query(
      `INSERT INTO event (id, tenant_id, kind, message)
       SELECT gen_random_uuid(), (ARRAY[$1, $2]::uuid[])[1 + (n % 100 = 0)::int], 'bulk', 'bulk' FROM generate_series(1, 20000) n`,
      [theirs.tenantId, ours.tenantId],
    )
    await owner.query("ANALYZE event")
    const { rows } = await as(ours.tenantId, (c) =>
      c.query<{ "QUERY PLAN": string }>("EXPLAIN SELECT * FROM event WHERE tenant_id = $1 ORDER BY at DESC LIMIT 50", [
        ours.tenantId,
      ]),
    )
    const plan = rows.map((row) => row["QUERY PLAN"]).join("\n")
    expect(plan).toMatch(/Index/)
    expect(plan).not.toContain("Seq Scan")
  })
})
