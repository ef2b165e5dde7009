import { groupBy } from "@/lib/group-by"
import type { AssignmentPurpose, Meter } from "@/prisma/generated/enums"
import { Prisma, type Tx } from "@/server/db"
import type { PageRequest } from "../page"
import { pageQuery } from "../page"

/** A VDC over a time range; `part` tells the ranges of one VDC apart. */
export type UsagePart = { tenantId: string; vdcId: string; part: number; from: Date; to: Date }

/** Exact: unit-microseconds for levels, bytes for counters. */
export type PartSum = {
  vdcId: string
  part: number
  meter: Meter
  machineClassId: string | null
  purpose: AssignmentPurpose | null
  raw: bigint
}

type SumRow = Omit<PartSum, "part" | "raw"> & { raw: string }

/**
 * A row per VDC. Arrays show the planner how many there are, and the key of the joined table that they do not repeat: so it
 * hashes these few, not the usage, and shares the usage out among its workers.
 */
const rangesTable = (parts: readonly UsagePart[]) =>
  Prisma.sql`unnest(${parts.map(({ vdcId }) => vdcId)}::uuid[], ${parts.map(({ from }) => from.toISOString())}::timestamptz[],
    ${parts.map(({ to }) => to.toISOString())}::timestamptz[]) AS p("vdcId", "from", "to") JOIN vdc v ON v.id = p."vdcId"`

/** From the first start to the last end, for the whole statement: what a planner cannot know of ranges in a table. */
const wholeRange = (parts: readonly UsagePart[]) => ({
  from: new Date(Math.min(...parts.map(({ from }) => from.getTime()))).toISOString(),
  to: new Date(Math.max(...parts.map(({ to }) => to.getTime()))).toISOString(),
})

/** From here on a sort in the usual 4 MB would go through files. */
const manyParts = 200

/**
 * Time of the clipped intervals of a group in microseconds. Subtracting and adding timestamps is integer arithmetic in
 * PostgreSQL (an interval of days and microseconds, a day being 24 hours); `extract` of such a sum is an exact numeric.
 * Clipping every row in numeric would be five times slower.
 */
const clippedMicroseconds = Prisma.sql`
  EXTRACT(EPOCH FROM sum(LEAST(u.ends_at, p."to") - GREATEST(u.starts_at, p."from"))) * 1000000`

/**
 * Sums per part, meter, machine class and purpose for any number of VDCs. Open intervals count up to the part's end (LEAST
 * passes over null), a byte delta belongs to the part in which it was read.
 */
export async function sumUsageByPart(tx: Tx, parts: readonly UsagePart[]): Promise<PartSum[]> {
  // Until the end of the transaction; outside of one it has no effect.
  if (parts.length > manyParts) await tx.$executeRaw`SELECT set_config('work_mem', '64MB', true)`
  const sums: PartSum[] = []
  // A VDC has as many parts as prices had versions in the period: nearly always one.
  for (const [part, ranges] of groupBy(parts, (each) => each.part)) {
    for (const row of [...(await sumLevels(tx, ranges)), ...(await sumCounters(tx, ranges))])
      sums.push({ ...row, part, raw: BigInt(row.raw) })
  }
  return sums
}

/**
 * The company is a condition beside the join, not in it: as part of the join the planner takes it for independent of the VDC
 * and expects next to nothing. It is there for the index, and a read of nearly everything uses none.
 */
const ofTenants = (parts: readonly UsagePart[], tenantId: Prisma.Sql) =>
  parts.length > manyParts
    ? Prisma.sql`true`
    : Prisma.sql`${tenantId} = ANY(${[...new Set(parts.map((part) => part.tenantId))]}::uuid[])`

/**
 * Whether an interval touches its VDC's range is asked in the aggregate, not in the join: the planner would take it for
 * independent of the rest and expect a ninth of the rows, too few for its workers to add up before they hand over.
 */
function sumLevels(tx: Tx, parts: readonly UsagePart[]): Promise<SumRow[]> {
  const { from, to } = wholeRange(parts)
  return tx.$queryRaw`
    SELECT g.vdc_id AS "vdcId", g.meter::text AS meter, g.machine_class_id AS "machineClassId", g.purpose::text AS purpose,
           trunc(sum(g.quantity * EXTRACT(EPOCH FROM g.length) * 1000000))::text AS raw
    FROM (
      SELECT u.vdc_id, u.meter, u.machine_class_id, u.purpose, u.quantity,
             sum(LEAST(u.ends_at, p."to") - GREATEST(u.starts_at, p."from"))
               FILTER (WHERE u.starts_at < p."to" AND (u.ends_at IS NULL OR u.ends_at > p."from")) AS length
      FROM ${rangesTable(parts)} JOIN usage_interval u ON u.vdc_id = v.id
      WHERE ${ofTenants(parts, Prisma.sql`u.tenant_id`)}
        AND u.starts_at < ${to}::timestamptz AND (u.ends_at IS NULL OR u.ends_at > ${from}::timestamptz)
      GROUP BY 1, 2, 3, 4, 5
    ) g WHERE g.length IS NOT NULL GROUP BY g.vdc_id, g.meter, g.machine_class_id, g.purpose`
}

const sumCounters = (tx: Tx, parts: readonly UsagePart[]): Promise<SumRow[]> =>
  tx.$queryRaw`
    SELECT d.vdc_id AS "vdcId", d.meter::text AS meter, NULL AS "machineClassId", NULL AS purpose,
           sum(d.to_bytes - d.from_bytes)::text AS raw
    FROM ${rangesTable(parts)} JOIN usage_delta d ON d.vdc_id = v.id AND d.ends_at >= p."from" AND d.ends_at < p."to"
    WHERE ${ofTenants(parts, Prisma.sql`d.tenant_id`)}
    GROUP BY d.vdc_id, d.meter`

export type UsageFilter = {
  tenantId: string
  from: Date
  /** Not after now: open intervals count up to here. */
  to: Date
  vdcId?: string | undefined
  applicationId?: string | undefined
}

export type SubjectSum = {
  vdcId: string
  vdc: string
  applicationId: string | null
  application: string | null
  subjectId: string
  subject: string
  meter: Meter
  raw: bigint
  intervals: number
}

const matching = ({ tenantId, vdcId, applicationId }: UsageFilter) =>
  Prisma.sql`u.tenant_id = ${tenantId}::uuid
    AND (${vdcId ?? null}::uuid IS NULL OR u.vdc_id = ${vdcId ?? null}::uuid)
    AND (${applicationId ?? null}::uuid IS NULL OR u.application_id = ${applicationId ?? null}::uuid)`

/** Sums per subject and meter. Counters are counted in the range in which they were read. */
export async function sumUsageBySubject(tx: Tx, filter: UsageFilter): Promise<SubjectSum[]> {
  const range = Prisma.sql`(SELECT ${filter.from}::timestamptz AS "from", ${filter.to}::timestamptz AS "to") p`
  const rows = await tx.$queryRaw<(Omit<SubjectSum, "raw"> & { raw: string })[]>`
    WITH used AS (
      SELECT u.vdc_id, u.application_id, u.subject_id, u.meter, max(u.subject_name) AS subject_name,
             u.quantity * ${clippedMicroseconds} AS raw, count(*) AS intervals
      FROM ${range} JOIN usage_interval u ON ${matching(filter)}
        AND u.starts_at < p."to" AND (u.ends_at IS NULL OR u.ends_at > p."from")
      GROUP BY u.vdc_id, u.application_id, u.subject_id, u.meter, u.quantity
      UNION ALL
      SELECT u.vdc_id, u.application_id, u.subject_id, u.meter, max(u.subject_name), sum(u.to_bytes - u.from_bytes), count(*)
      FROM ${range} JOIN usage_delta u ON ${matching(filter)} AND u.ends_at >= p."from" AND u.ends_at < p."to"
      GROUP BY 1, 2, 3, 4
    )
    SELECT used.vdc_id AS "vdcId", v.name AS vdc, used.application_id AS "applicationId", a.slug AS application,
           used.subject_id AS "subjectId", max(used.subject_name) AS subject, used.meter::text AS meter,
           trunc(sum(used.raw))::text AS raw, sum(used.intervals)::int AS intervals
    FROM used JOIN vdc v ON v.id = used.vdc_id LEFT JOIN application a ON a.id = used.application_id
    GROUP BY 1, 2, 3, 4, 5, 7 ORDER BY 2, 4 NULLS LAST, 6, 7`
  return rows.map((row) => ({ ...row, raw: BigInt(row.raw) }))
}

export type BucketSum = {
  bucket: number
  applicationId: string | null
  application: string | null
  subjectId: string
  subject: string
  meter: Meter
  raw: bigint
}

/** Sums per bucket of time, subject and meter; buckets are ranges in order. */
export async function sumUsageByBucket(
  tx: Tx,
  filter: UsageFilter,
  buckets: readonly { from: Date; to: Date }[],
): Promise<BucketSum[]> {
  const table = Prisma.sql`(SELECT index, b."from", LEAST(b."to", ${filter.to}::timestamptz) AS "to"
    FROM json_to_recordset(${JSON.stringify(buckets.map((bucket, index) => ({ index, ...bucket })))}::json)
    AS b(index int, "from" timestamptz, "to" timestamptz)) p`
  const rows = await tx.$queryRaw<(Omit<BucketSum, "raw"> & { raw: string })[]>`
    WITH used AS (
      SELECT p.index, u.application_id, u.subject_id, u.meter, max(u.subject_name) AS subject_name,
             u.quantity * ${clippedMicroseconds} AS raw
      FROM ${table} JOIN usage_interval u ON ${matching(filter)}
        AND u.starts_at < p."to" AND (u.ends_at IS NULL OR u.ends_at > p."from")
      WHERE p."from" < p."to" GROUP BY p.index, u.application_id, u.subject_id, u.meter, u.quantity
      UNION ALL
      SELECT p.index, u.application_id, u.subject_id, u.meter, max(u.subject_name), sum(u.to_bytes - u.from_bytes)
      FROM ${table} JOIN usage_delta u ON ${matching(filter)} AND u.ends_at >= p."from" AND u.ends_at < p."to"
      GROUP BY 1, 2, 3, 4
    )
    SELECT used.index AS bucket, used.application_id AS "applicationId", a.slug AS application,
           used.subject_id AS "subjectId", max(used.subject_name) AS subject, used.meter::text AS meter,
           trunc(sum(used.raw))::text AS raw
    FROM used LEFT JOIN application a ON a.id = used.application_id GROUP BY 1, 2, 3, 4, 6 ORDER BY 1`
  return rows.map((row) => ({ ...row, raw: BigInt(row.raw) }))
}

export type CurrentSum = {
  vdcId: string
  meter: Meter
  machineClassId: string | null
  purpose: AssignmentPurpose | null
  quantity: bigint
}

/** What is open now, added up. */
export async function sumOpenLevels(tx: Tx, tenantIds: readonly string[]): Promise<CurrentSum[]> {
  const rows = await tx.usageInterval.groupBy({
    by: ["vdcId", "meter", "machineClassId", "purpose"],
    where: { tenantId: { in: [...tenantIds] }, endsAt: null },
    _sum: { quantity: true },
  })
  return rows.map(({ _sum, ...row }) => ({ ...row, quantity: _sum.quantity ?? 0n }))
}

type IntervalFilter = { tenantId: string; subjectId: string; meter: Meter; from: Date; to: Date }

export type IntervalRow = {
  id: string
  subject: string
  meter: Meter
  quantity: bigint
  startsAt: Date
  endsAt: Date | null
  /** Within the range, with six digits. */
  seconds: string
}

/** A page of levels or byte deltas of one subject, newest first. */
export function findIntervals(tx: Tx, filter: IntervalFilter, page: PageRequest): Promise<IntervalRow[]> {
  const { take, id } = pageQuery(page)
  const { tenantId, subjectId, meter, from, to } = filter
  const before = id?.lt ?? null
  if (meter === "transfer_out_gib")
    return tx.$queryRaw<IntervalRow[]>`
      SELECT d.id, d.subject_name AS subject, d.meter::text AS meter, d.to_bytes - d.from_bytes AS quantity,
             d.starts_at AS "startsAt", d.ends_at AS "endsAt",
             to_char(EXTRACT(EPOCH FROM d.ends_at - d.starts_at), 'FM999999999990.000000') AS seconds
      FROM usage_delta d WHERE d.tenant_id = ${tenantId}::uuid AND d.subject_id = ${subjectId}::uuid AND d.meter = ${meter}::"Meter"
        AND d.ends_at >= ${from} AND d.ends_at < ${to} AND (${before}::uuid IS NULL OR d.id < ${before}::uuid)
      ORDER BY d.id DESC LIMIT ${take}`
  return tx.$queryRaw<IntervalRow[]>`
    SELECT u.id, u.subject_name AS subject, u.meter::text AS meter, u.quantity, u.starts_at AS "startsAt", u.ends_at AS "endsAt",
           to_char(EXTRACT(EPOCH FROM LEAST(u.ends_at, ${to}) - GREATEST(u.starts_at, ${from})), 'FM999999999990.000000') AS seconds
    FROM usage_interval u WHERE u.tenant_id = ${tenantId}::uuid AND u.subject_id = ${subjectId}::uuid AND u.meter = ${meter}::"Meter"
      AND u.starts_at < ${to} AND (u.ends_at IS NULL OR u.ends_at > ${from}) AND (${before}::uuid IS NULL OR u.id < ${before}::uuid)
    ORDER BY u.id DESC LIMIT ${take}`
}
