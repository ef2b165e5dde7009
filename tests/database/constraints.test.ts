import pg from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { newId } from "@/lib/ids"
import { seedHosting } from "@/prisma/seed/hosting"
import { type Db, openDatabase } from "@/server/db"
import { type Company, seedCompany } from "../support/company-fixture"
import { createTestDatabase, type TestDatabase } from "../support/database"

let database: TestDatabase
let worker: Db
let ours: Company
let theirs: Company

beforeAll(async () => {
  database = await createTestDatabase()
  worker = openDatabase(database.workerUrl, { max: 4, name: "constraints" })
  await seedHosting(worker)
  ours = await seedCompany(worker, "ours")
  theirs = await seedCompany(worker, "theirs")
})
afterAll(async () => {
  await worker?.$disconnect()
  await database?.drop()
})

/** SQLSTATE of the refusal, or null when it went through. In a transaction that is rolled back. */
async function refusal(url: string, sql: string, values: unknown[] = []): Promise<string | null> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query("BEGIN")
    await client.query(sql, values)
    return null
  } catch (error) {
    if (error instanceof pg.DatabaseError) return error.code ?? "?"
    throw error
  } finally {
    await client.end()
  }
}

describe("constraints no care can replace", () => {
  test("a node is assigned once at any instant", async () => {
    const take = (from: string, to: string | null) =>
      worker.nodeAssignment.create({
        data: {
          tenantId: theirs.tenantId,
          vdcId: theirs.vdcId,
          nodeId: ours.nodeId,
          startsAt: new Date(from),
          endsAt: to ? new Date(to) : null,
        },
      })
    await expect(take("2099-01-01T00:00:00Z", null)).rejects.toThrow(/node_assignment_exclusive/)
    await expect(take("2020-01-01T00:00:00Z", null)).rejects.toThrow(/node_assignment_exclusive/)
    // Half-open: one may end where the next begins.
    await take("2020-01-01T00:00:00Z", "2020-02-01T00:00:00Z")
    await take("2020-02-01T00:00:00Z", "2020-03-01T00:00:00Z")
    await expect(take("2020-01-15T00:00:00Z", "2020-01-16T00:00:00Z")).rejects.toThrow(/node_assignment_exclusive/)
    await expect(take("2020-04-01T00:00:00Z", "2020-04-01T00:00:00Z")).rejects.toThrow(/node_assignment_order/)
  })

  test("usage of a subject and meter never overlaps", async () => {
    const subjectId = newId()
    const use = (from: string, to: string | null, meter: "component_core_hours" | "component_memory_gib_hours") =>
      worker.usageInterval.create({
        data: {
          tenantId: ours.tenantId,
          vdcId: ours.vdcId,
          subjectType: "component",
          subjectId,
          subjectName: "web",
          meter,
          quantity: 1n,
          startsAt: new Date(from),
          endsAt: to ? new Date(to) : null,
        },
      })
    await use("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z", "component_core_hours")
    await use("2026-01-02T00:00:00Z", null, "component_core_hours")
    await use("2026-01-01T12:00:00Z", null, "component_memory_gib_hours")
    for (const [from, to] of [
      ["2026-01-01T12:00:00Z", "2026-01-01T13:00:00Z"],
      ["2030-01-01T00:00:00Z", null],
      ["2025-12-31T00:00:00Z", "2026-01-01T00:00:00.001Z"],
    ] as const)
      await expect(use(from, to, "component_core_hours")).rejects.toThrow(/usage_interval_exclusive/)
  })

  test("a finalized invoice keeps its content", async () => {
    const change = (sql: string) => refusal(database.workerUrl, sql, [ours.invoiceId])
    for (const set of ["total_minor = 1", "state = 'draft'", "number = 'T-other'", "billed_to = '{}'"])
      expect(await change(`UPDATE invoice SET ${set} WHERE id = $1`), set).toBe("23001")
    expect(await change("DELETE FROM invoice WHERE id = $1")).toBe("23001")
    expect(await change("UPDATE invoice_line SET amount_minor = 1 WHERE invoice_id = $1")).toBe("23001")
    expect(await change("DELETE FROM invoice_line WHERE invoice_id = $1")).toBe("23001")
    expect(await change("UPDATE invoice SET state = 'paid', paid_at = now() WHERE id = $1")).toBeNull()
  })

  test("a journal balances", async () => {
    const unbalanced = worker.$transaction(async (tx) => {
      const { id: journalId } = await tx.journal.create({
        data: { tenantId: ours.tenantId, sourceType: "test", sourceId: newId(), kind: "test", at: new Date() },
      })
      const posting = { tenantId: ours.tenantId, journalId, account: "receivable", currency: "EUR", amountMinor: 5n }
      await tx.posting.create({ data: posting })
    })
    await expect(unbalanced).rejects.toThrow(/does not balance/)
  })

  test.each(["audit_event", "journal", "posting", "application_revision", "usage_delta", "class_version"])(
    "%s is append-only for everybody, its owner included",
    async (table) => {
      for (const url of [database.workerUrl, database.providerUrl, database.ownerUrl]) {
        const change = (sql: string) => refusal(url, sql)
        expect(["42501", "23001"]).toContain(await change(`UPDATE ${table} SET id = gen_random_uuid()`))
        expect(["42501", "23001"]).toContain(await change(`DELETE FROM ${table}`))
      }
    },
  )

  test("a released class version gains images on fabrics that had none, and changes in nothing else", async () => {
    const { id: classId } = await worker.applianceClass.create({
      data: { name: "released", title: "Released", summary: "", glyph: "box" },
    })
    const images = { embedded: "released@1" }
    const { id } = await worker.classVersion.create({ data: { classId, version: 1, boundary: {}, images } })
    const change = (set: string) => refusal(database.workerUrl, `UPDATE class_version SET ${set} WHERE id = $1`, [id])
    expect(await change(`images = '{"embedded": "released@1", "lxd": "released@1"}'`)).toBeNull()
    for (const set of [
      `images = '{"embedded": "released@2"}'`,
      `images = '{"embedded": "other@1", "lxd": "released@1"}'`,
      `images = '{"lxd": "released@1"}'`,
      `images = '{}'`,
      `images = '[]'`,
      `images = 'null'`,
      `boundary = '{"terminals": []}', images = '{"embedded": "released@1", "lxd": "released@1"}'`,
      "version = 2",
      "changelog = 'other'",
      "released_at = now() + interval '1 day'",
    ])
      expect([set, await change(set)]).toEqual([set, "23001"])
    expect(await refusal(database.workerUrl, "DELETE FROM class_version WHERE id = $1", [id])).toBe("23001")
  })
})
