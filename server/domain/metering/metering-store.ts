import { newId } from "@/lib/ids"
import type { AssignmentPurpose, Meter } from "@/prisma/generated/enums"
import { Prisma, type Tx } from "@/server/db"
import type { LevelPlan, OpenInterval } from "./core/plan-levels"

type Subject = { subjectId: string; meter: Meter }

type OpenRow = {
  id: string
  tenant_id: string
  vdc_id: string
  application_id: string | null
  subject_id: string
  meter: Meter
  quantity: bigint
  machine_class_id: string | null
  purpose: AssignmentPurpose | null
  starts_at: Date
}

const toOpen = (row: OpenRow): OpenInterval => ({
  id: row.id,
  tenantId: row.tenant_id,
  vdcId: row.vdc_id,
  applicationId: row.application_id,
  subjectId: row.subject_id,
  meter: row.meter,
  quantity: row.quantity,
  machineClassId: row.machine_class_id,
  purpose: row.purpose,
  startsAt: row.starts_at,
})

export async function openIntervals(tx: Tx, subjects: readonly Subject[]): Promise<OpenInterval[]> {
  const wanted = JSON.stringify(subjects.map(({ subjectId, meter }) => ({ subject_id: subjectId, meter })))
  const rows = await tx.$queryRaw<OpenRow[]>`
    SELECT u.id, u.tenant_id, u.vdc_id, u.application_id, u.subject_id, u.meter::text AS meter, u.quantity,
           u.machine_class_id, u.purpose::text AS purpose, u.starts_at
    FROM (SELECT DISTINCT w.subject_id, w.meter FROM json_to_recordset(${wanted}::json) AS w(subject_id uuid, meter "Meter")) w
    JOIN usage_interval u ON u.subject_id = w.subject_id AND u.meter = w.meter AND u.ends_at IS NULL`
  return rows.map(toOpen)
}

/** Whether exactly these are open for the subjects: cheaper than reading them again. */
export async function stillOpen(tx: Tx, subjects: readonly Subject[], open: readonly OpenInterval[]): Promise<boolean> {
  const pairs = new Map(subjects.map(({ subjectId, meter }) => [`${subjectId}/${meter}`, { subjectId, meter }]))
  const [found] = await tx.$queryRaw<{ all: number; known: number }[]>`
    SELECT count(*)::int AS "all", (count(*) FILTER (WHERE k.id IS NOT NULL))::int AS known
    FROM unnest(${[...pairs.values()].map(({ subjectId }) => subjectId)}::uuid[],
                ${[...pairs.values()].map(({ meter }) => meter)}::"Meter"[]) AS w(subject_id, meter)
    JOIN usage_interval u ON u.subject_id = w.subject_id AND u.meter = w.meter AND u.ends_at IS NULL
    LEFT JOIN unnest(${open.map(({ id }) => id)}::uuid[]) AS k(id) ON k.id = u.id`
  return found?.all === open.length && found.known === open.length
}

export async function openIntervalsOf(tx: Tx, tenantId: string, subjectId: string) {
  return tx.usageInterval.findMany({ where: { tenantId, subjectId, endsAt: null } })
}

/** Where the last closed interval of each subject ends. */
export async function lastEnds(tx: Tx, subjects: readonly Subject[]): Promise<(Subject & { endsAt: Date })[]> {
  if (subjects.length === 0) return []
  const wanted = JSON.stringify(subjects.map(({ subjectId, meter }) => ({ subject_id: subjectId, meter })))
  return tx.$queryRaw<(Subject & { endsAt: Date })[]>`
    SELECT u.subject_id AS "subjectId", u.meter::text AS meter, max(u.ends_at) AS "endsAt"
    FROM (SELECT DISTINCT w.subject_id, w.meter FROM json_to_recordset(${wanted}::json) AS w(subject_id uuid, meter "Meter")) w
    JOIN usage_interval u ON u.subject_id = w.subject_id AND u.meter = w.meter AND u.ends_at IS NOT NULL
    GROUP BY 1, 2`
}

/**
 * Writers of a VDC's usage wait for each other here; those of other VDCs do not. A closing of the tenant's billing period
 * (`lockBillingPeriod`) waits until all of them are done and holds up new ones. Always tenants first, then VDCs, each in order.
 */
export async function lockUsage(tx: Tx, rows: readonly { tenantId: string; vdcId: string }[]): Promise<void> {
  const tenants = [...new Set(rows.map((row) => row.tenantId))].sort()
  const vdcs = [...new Set(rows.map((row) => row.vdcId))].sort()
  // One statement: the parts of a UNION ALL run one after the other, rows in the order of the arrays.
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock_shared(hashtextextended('usage:tenant:' || id, 0)) FROM unnest(${tenants}::text[]) AS id
    UNION ALL
    SELECT pg_advisory_xact_lock(hashtextextended('usage:vdc:' || id, 0)) FROM unnest(${vdcs}::text[]) AS id`
}

/** Keeps everybody from writing usage of the tenant until the transaction ends. */
export async function lockBillingPeriod(tx: Tx, tenantId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('usage:tenant:' || ${tenantId}::text, 0))`
}

/** End of each tenant's last invoiced period: usage before it is settled. */
export async function settledUntil(tx: Tx, tenantIds: readonly string[]): Promise<Map<string, Date>> {
  const rows = await tx.invoice.groupBy({
    by: ["tenantId"],
    where: { tenantId: { in: [...new Set(tenantIds)] }, state: { notIn: ["draft", "void"] } },
    _max: { periodEnd: true },
  })
  return new Map(rows.flatMap(({ tenantId, _max }) => (_max.periodEnd ? [[tenantId, _max.periodEnd] as const] : [])))
}

/** Returns false when an interval to be ended was ended by somebody else meanwhile. */
export async function applyPlan(tx: Tx, plan: LevelPlan): Promise<boolean> {
  if (plan.drop.length > 0) {
    const dropped = await tx.usageInterval.deleteMany({ where: { id: { in: plan.drop }, endsAt: null } })
    if (dropped.count !== plan.drop.length) return false
  }
  if (plan.close.length > 0) {
    const closed = await tx.$executeRaw`
      UPDATE usage_interval u SET ends_at = c.ends_at
      FROM unnest(${plan.close.map(({ id }) => id)}::uuid[],
                  ${plan.close.map(({ endsAt }) => endsAt.toISOString())}::timestamptz[]) AS c(id, ends_at)
      WHERE u.id = c.id AND u.ends_at IS NULL`
    if (closed !== plan.close.length) return false
  }
  if (plan.open.length > 0) await insertIntervals(tx, plan.open)
  return true
}

async function insertIntervals(tx: Tx, intervals: LevelPlan["open"]): Promise<void> {
  const rows = JSON.stringify(
    intervals.map(({ quantity, ...interval }) => ({ id: newId(), ...interval, quantity: quantity.toString() })),
  )
  await tx.$executeRaw`
    INSERT INTO usage_interval (id, tenant_id, vdc_id, application_id, subject_type, subject_id, subject_name, meter,
                                quantity, machine_class_id, purpose, starts_at, ends_at)
    SELECT r.id, r."tenantId", r."vdcId", r."applicationId", r."subjectType", r."subjectId", r."subjectName", r.meter,
           r.quantity, r."machineClassId", r.purpose, r."startsAt", r."endsAt"
    FROM json_to_recordset(${rows}::json) AS r(id uuid, "tenantId" uuid, "vdcId" uuid, "applicationId" uuid,
      "subjectType" "UsageSubject", "subjectId" uuid, "subjectName" text, meter "Meter", quantity bigint,
      "machineClassId" uuid, purpose "AssignmentPurpose", "startsAt" timestamptz, "endsAt" timestamptz)`
}

export type CounterReading = {
  tenantId: string
  vdcId: string
  applicationId: string | null
  subjectId: string
  subjectName: string
  meter: "transfer_out_gib"
  /** One life of the counter: a new one began at 0. */
  counterEpoch: string
  /** Bytes since the epoch began. */
  reading: bigint
  at: Date
}

/** JSON has no bigint. Written out for each row: a replacer would be asked about every value of every row. */
const inText = <T extends { reading: bigint }>(row: T) => ({ ...row, reading: row.reading.toString() })

const readingColumns = Prisma.sql`id uuid, "tenantId" uuid, "vdcId" uuid, "applicationId" uuid, "subjectId" uuid,
  "subjectName" text, meter "Meter", "counterEpoch" text, reading bigint, at timestamptz, "notBefore" timestamptz`

/** The last delta of the reading's counter life. */
const lastDelta = Prisma.sql`LEFT JOIN LATERAL (
  SELECT d.to_bytes, d.ends_at FROM usage_delta d
  WHERE d.subject_id = r."subjectId" AND d.meter = r.meter AND d.counter_epoch = r."counterEpoch"
  ORDER BY d.from_bytes DESC LIMIT 1
) last ON true`

/** Those that say more than is known. */
export async function higherReadings(tx: Tx, readings: readonly CounterReading[]): Promise<CounterReading[]> {
  if (readings.length === 0) return []
  const rows = JSON.stringify(readings.map((reading, index) => ({ index, ...inText(reading) })))
  const higher = await tx.$queryRaw<{ index: number }[]>`
    SELECT r.index FROM json_to_recordset(${rows}::json) AS r(index int, ${readingColumns}) ${lastDelta}
    WHERE r.reading > COALESCE(last.to_bytes, 0)`
  return higher.flatMap(({ index }) => readings[index] ?? [])
}

/**
 * Stores what each reading adds to the highest one known of its epoch. One row per subject, meter and epoch: the caller has
 * already kept the highest, and holds `lockUsage`.
 */
export async function insertDeltas(tx: Tx, readings: readonly (CounterReading & { notBefore: Date | null })[]) {
  const rows = JSON.stringify(readings.map((reading) => ({ id: newId(), ...inText(reading) })))
  await tx.$executeRaw`
    INSERT INTO usage_delta (id, tenant_id, vdc_id, application_id, subject_id, subject_name, meter, counter_epoch,
                             from_bytes, to_bytes, starts_at, ends_at)
    SELECT r.id, r."tenantId", r."vdcId", r."applicationId", r."subjectId", r."subjectName", r.meter, r."counterEpoch",
           COALESCE(last.to_bytes, 0), r.reading,
           COALESCE(last.ends_at, GREATEST(r.at, r."notBefore")), GREATEST(r.at, r."notBefore", last.ends_at)
    FROM json_to_recordset(${rows}::json) AS r(${readingColumns}) ${lastDelta}
    WHERE r.reading > COALESCE(last.to_bytes, 0)`
}
