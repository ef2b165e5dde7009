import type { Db, Tx } from "@/server/db"

/** Something runs and is not counted, or is counted and does not run, or is counted with another size. */
export type MeteringGap = {
  tenantId: string
  vdcId: string
  subjectId: string
  subjectName: string
  meter: string
  problem: "unmetered" | "overmetered" | "wrong_quantity"
  /** Whole units, as observed and as metered. */
  observed: bigint
  metered: bigint
}

/**
 * Compares what is observed (running components, assigned nodes, living volumes with their copies) with the open intervals.
 * Empty when every observation was metered. Needs a database role that sees all tenants.
 */
export function findUnmetered(db: Db | Tx): Promise<MeteringGap[]> {
  return db.$queryRaw<MeteringGap[]>`
    WITH observed AS (
      SELECT tenant_id, vdc_id, id AS subject_id, path AS name, 'component_core_hours'::"Meter" AS meter, cpu_millis::bigint AS quantity
      FROM component WHERE state = 'running'
      UNION ALL
      SELECT tenant_id, vdc_id, id, path, 'component_memory_gib_hours', memory_mib::bigint FROM component WHERE state = 'running'
      UNION ALL
      SELECT a.tenant_id, a.vdc_id, a.node_id, n.name, 'node_hours', 1 FROM node_assignment a JOIN node n ON n.id = a.node_id
      WHERE a.ends_at IS NULL
      UNION ALL
      SELECT v.tenant_id, v.vdc_id, v.id, v.path, 'volume_gib_hours', v.size_gib * count(*)
      FROM volume v JOIN volume_replica r ON r.volume_id = v.id WHERE v.purged_at IS NULL AND v.trashed_at IS NULL
      GROUP BY v.id
    ), metered AS (
      SELECT u.tenant_id, u.vdc_id, u.subject_id, u.subject_name AS name, u.meter, u.quantity FROM usage_interval u
      LEFT JOIN volume v ON u.subject_type = 'volume' AND v.id = u.subject_id
      WHERE u.ends_at IS NULL AND v.trashed_at IS NULL
        AND u.meter IN ('component_core_hours', 'component_memory_gib_hours', 'node_hours', 'volume_gib_hours')
    )
    SELECT COALESCE(o.tenant_id, m.tenant_id) AS "tenantId", COALESCE(o.vdc_id, m.vdc_id) AS "vdcId",
           COALESCE(o.subject_id, m.subject_id) AS "subjectId", COALESCE(o.name, m.name) AS "subjectName",
           COALESCE(o.meter, m.meter)::text AS meter,
           CASE WHEN m.subject_id IS NULL THEN 'unmetered' WHEN o.subject_id IS NULL THEN 'overmetered'
                ELSE 'wrong_quantity' END AS problem,
           COALESCE(o.quantity, 0) AS observed, COALESCE(m.quantity, 0) AS metered
    FROM observed o FULL JOIN metered m ON m.subject_id = o.subject_id AND m.meter = o.meter AND m.vdc_id = o.vdc_id
    WHERE o.quantity IS DISTINCT FROM m.quantity
    ORDER BY 4, 5`
}

export type MeteringOverlap = { subjectId: string; meter: string; firstId: string; secondId: string }

/** Intervals of one subject and meter that overlap. The database refuses them; this asks the data all the same. */
export function findOverlaps(db: Db | Tx): Promise<MeteringOverlap[]> {
  return db.$queryRaw<MeteringOverlap[]>`
    SELECT "subjectId", meter::text AS meter, "firstId", "secondId" FROM (
      SELECT subject_id AS "subjectId", meter, id AS "secondId",
             lag(id) OVER ordered AS "firstId", starts_at,
             max(COALESCE(ends_at, 'infinity')) OVER (ordered ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
      FROM usage_interval WINDOW ordered AS (PARTITION BY subject_id, meter ORDER BY starts_at, id)
    ) ordered_intervals WHERE starts_at < until`
}
