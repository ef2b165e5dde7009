import { pathToFileURL } from "node:url"
import type pg from "pg"
import { microsOf } from "../lib/interval"
import type { Tx } from "../server/db"
import { findTenants, findTerms, loadSnapshots, ruleOf } from "../server/domain/billing/billing-store"
import { periodAround } from "../server/domain/billing/core/billing-period"
import { ratePeriod } from "../server/domain/billing/core/rate-period"
import { type BenchInput, type BenchResult, inTurn, runAlone, withScratchDatabase } from "./scratch-database"

const perTenant = 1_000
const limit = 1.5
const periodStart = "2026-11-01T00:00:00Z"
const periodEnd = "2026-12-01T00:00:00Z"

/** Rating a month of everybody's intervals beside a bare SQL aggregate over the same rows. */
export function run({ databaseUrl, rows = 1_000_000 }: BenchInput): Promise<BenchResult> {
  const tenants = Math.max(1, Math.round(rows / perTenant))
  return withScratchDatabase(databaseUrl, async ({ owner, worker }) => {
    await seed(owner, tenants)
    // Both sides get the memory that a run over everybody asks for.
    await owner.query("SET work_mem = '64MB'")
    const rate = () => worker.$transaction((tx) => rateEverybody(tx, tenants), { timeout: 600_000 })
    const { ours, peer, ratio, last } = await inTurn(5, () => bareAggregate(owner), rate)
    return {
      name: "rating beside a bare SQL aggregate",
      ratio,
      pass: ratio <= limit,
      detail: `${(tenants * perTenant).toLocaleString("en")} intervals of ${tenants.toLocaleString("en")} tenants: ${ours.toFixed(2)} s for ${last.lines.toLocaleString("en")} lines beside ${peer.toFixed(2)} s (middle of 5 pairs); at most ${limit} ×`,
    }
  })
}

/** What one would type: unit-seconds of the month by tenant and meter, nothing priced, nothing read but the sums. */
async function bareAggregate(owner: pg.Client): Promise<number> {
  const { rowCount } = await owner.query(
    `SELECT vdc_id, meter, machine_class_id, purpose,
            sum(quantity * extract(epoch FROM least(ends_at, $2::timestamptz) - greatest(starts_at, $1::timestamptz)))
     FROM usage_interval WHERE starts_at < $2 AND (ends_at IS NULL OR ends_at > $1) GROUP BY 1, 2, 3, 4`,
    [periodStart, periodEnd],
  )
  return rowCount ?? 0
}

/** The product's own path: companies, terms, exact sums per price, lines with sentences. */
async function rateEverybody(db: Tx, tenants: number): Promise<{ lines: number; totalMinor: bigint }> {
  const everybody = await findTenants(db, {}, tenants)
  const requests = everybody.map((tenant) => {
    const whole = periodAround(ruleOf(tenant), microsOf(new Date(periodStart)))
    return { tenant, period: { whole, billed: whole } }
  })
  const ids = everybody.map(({ id }) => id)
  const rated = (await loadSnapshots(db, requests, await findTerms(db, ids))).map(ratePeriod)
  return rated.reduce(
    (sum, { lines, totalMinor }) => ({ lines: sum.lines + lines.length, totalMinor: sum.totalMinor + totalMinor }),
    { lines: 0, totalMinor: 0n },
  )
}

/** A month of 40 subjects per tenant, 25 intervals each, sizes as people choose them, bounds to the millisecond. */
async function seed(owner: pg.Client, tenants: number): Promise<void> {
  // Loading is not what is measured; the constraint and the guard that would slow it down serve writers, not readers.
  await owner.query(`
    ALTER TABLE usage_interval DROP CONSTRAINT usage_interval_exclusive;
    ALTER TABLE usage_interval DISABLE TRIGGER USER;
    DROP INDEX IF EXISTS usage_interval_tenant_id_application_id_starts_at_idx;
    INSERT INTO machine_class (id, slug, name, cores, memory_mib, disk_gib, network_mbps) VALUES (md5('class')::uuid, 'm', 'M', 8, 32768, 500, 1000);
    INSERT INTO hosting_partner (id, slug, name, country) VALUES (md5('partner')::uuid, 'p', 'P', 'NL');
    INSERT INTO data_center (id, partner_id, slug, name, city, country, latitude, longitude)
      VALUES (md5('place')::uuid, md5('partner')::uuid, 'd', 'Amsterdam 1', 'Amsterdam', 'NL', 52, 5);
    INSERT INTO package (id, slug, name, summary, machine_class_id, nodes, monthly_price_minor, included_volume_gib, included_transfer_gib)
      VALUES (md5('package')::uuid, 's', 'Start', '', md5('class')::uuid, 3, 19000, 50, 100);
    INSERT INTO tariff (id, data_center_id, valid_from) VALUES (md5('tariff')::uuid, md5('place')::uuid, '2020-01-01Z');
    INSERT INTO rate (id, tariff_id, meter, micros_per_unit) SELECT md5(m)::uuid, md5('tariff')::uuid, m::"Meter", 123456
      FROM unnest(ARRAY['component_core_hours', 'component_memory_gib_hours', 'volume_gib_hours']) m`)
  await owner.query(
    `INSERT INTO tenant (id, slug, name, billing_anchor) SELECT md5('t' || n)::uuid, 't' || n, 'Tenant ' || n, $2::timestamptz FROM generate_series(1, $1::int) n`,
    [tenants, periodStart],
  )
  await owner.query(
    `INSERT INTO vdc (id, tenant_id, slug, name, data_center_id, package_id, state, activated_at)
     SELECT md5('v' || n)::uuid, md5('t' || n)::uuid, 'v' || n, 'VDC', md5('place')::uuid, md5('package')::uuid, 'active', $2::timestamptz
     FROM generate_series(1, $1::int) n`,
    [tenants, periodStart],
  )
  await owner.query(
    `INSERT INTO usage_interval (id, tenant_id, vdc_id, subject_type, subject_id, subject_name, meter, quantity, starts_at, ends_at)
     SELECT gen_random_uuid(), md5('t' || n)::uuid, md5('v' || n)::uuid, 'component', md5('v' || n || 's' || s)::uuid, 'shop:main.web[0]',
            (ARRAY['component_core_hours', 'component_memory_gib_hours', 'volume_gib_hours', 'node_hours'])[1 + s % 4]::"Meter",
            (ARRAY[250, 500, 1000, 2000, 4000, 512])[1 + (s + k) % 6],
            $2::timestamptz + (k * 103680 + s * 12.347) * interval '1 second',
            $2::timestamptz + ((k + 1) * 103680 + s * 12.347) * interval '1 second'
     FROM generate_series(1, $1::int) n, generate_series(0, 39) s, generate_series(0, 24) k`,
    [tenants, periodStart],
  )
  await owner.query("VACUUM ANALYZE")
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await runAlone(run)
