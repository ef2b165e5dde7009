import { startThrowaway } from "../tests/support/database-server"
import { withScratchDatabase, timed } from "./scratch-database"
import * as r from "./rating"
import { findTenants, findTerms, loadSnapshots, ruleOf } from "../server/domain/billing/billing-store"
import { periodAround } from "../server/domain/billing/core/billing-period"
import { ratePeriod } from "../server/domain/billing/core/rate-period"
import { microsOf } from "../lib/interval"
const t = await startThrowaway(true)
await withScratchDatabase(t.postgres.url("postgres"), async ({ owner, worker }) => {
  await (r as any).seed(owner, 1000)
  const bare = `SELECT vdc_id, meter, machine_class_id, purpose, sum(quantity * extract(epoch FROM least(ends_at, '2026-12-01Z'::timestamptz) - greatest(starts_at, '2026-11-01Z'::timestamptz))) FROM usage_interval WHERE starts_at < '2026-12-01Z' AND (ends_at IS NULL OR ends_at > '2026-11-01Z') GROUP BY 1, 2, 3, 4`
  const ex = async (q: string, v: any[] = []) => { const { rows } = await owner.query("EXPLAIN (ANALYZE, BUFFERS OFF) " + q, v); console.log(rows.map((x) => x["QUERY PLAN"]).join("\n"), "\n") }
  await ex(bare)
  const everybody = await timed(() => findTenants(worker, {}, 1000)); console.log("tenants", everybody.seconds)
  const requests = everybody.value.map((tenant) => { const whole = periodAround(ruleOf(tenant), microsOf(new Date("2026-11-01Z"))); return { tenant, period: { whole, billed: whole } } })
  const terms = await timed(() => findTerms(worker, everybody.value.map(({ id }) => id))); console.log("terms", terms.seconds)
  const snaps = await timed(() => loadSnapshots(worker, requests, terms.value)); console.log("snapshots", snaps.seconds)
  const rated = await timed(async () => snaps.value.map(ratePeriod)); console.log("rate", rated.seconds)

  const V = terms.value
  const mine = `SELECT g."vdcId", g.part, g.meter::text, g.machine_class_id, g.purpose::text, trunc(sum(g.quantity * g.microseconds))::text AS raw FROM (
    SELECT p."vdcId", p.part, u.meter, u.machine_class_id, u.purpose, u.quantity, EXTRACT(EPOCH FROM sum(LEAST(u.ends_at, p."to") - GREATEST(u.starts_at, p."from"))) * 1000000 AS microseconds
    FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::timestamptz[]) AS p("vdcId", part, "from", "to") JOIN usage_interval u ON u.vdc_id = p."vdcId" AND u.starts_at < p."to" AND (u.ends_at IS NULL OR u.ends_at > p."from") WHERE u.tenant_id = ANY($5::uuid[]) GROUP BY 1,2,3,4,5,6) g GROUP BY g."vdcId", g.part, g.meter, g.machine_class_id, g.purpose`
  const args = [V.map(v=>v.id), V.map(()=>0), V.map(()=>"2026-11-01T00:00:00Z"), V.map(()=>"2026-12-01T00:00:00Z"), V.map(v=>v.tenantId)]
  await owner.query("set work_mem='64MB'")
  await ex(bare)
  await ex(mine, args)
  await ex(mine, args.map(a => a.slice(0,1)))
})
await t.close()
