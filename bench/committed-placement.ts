import { pathToFileURL } from "node:url"
import type pg from "pg"
import type { Db } from "../server/db"
import { inTenant, systemScope } from "../server/domain/access"
import { commitPlacements, type Demand, loadFleet, planPlacement } from "../server/domain/placement"
import { type BenchInput, type BenchResult, inTurn, runAlone, withScratchDatabase } from "./scratch-database"

const applications = 40
/** Instances of one application: what a pass finds waiting when somebody presses start. */
const each = 10
const limit = 0.3
const tenantId = "00000000-0000-7000-8000-000000000001"
const vdcId = "00000000-0000-7000-8000-000000000002"

/** Placements as a pass makes them (fleet read, planned, checked under lock, written) beside bare commits of one row. */
export function run({ databaseUrl }: BenchInput): Promise<BenchResult> {
  return withScratchDatabase(databaseUrl, async ({ owner, worker }) => {
    await seed(owner)
    const { rows } = await owner.query<Row>("SELECT id, application_id, path, name FROM component ORDER BY path")
    const reset = () => owner.query("UPDATE component SET node_id = NULL, state = 'absent', epoch = 0")
    const { ours, peer, ratio } = await inTurn(
      5,
      async () => void (await bareCommits(owner, rows)),
      async () => {
        await reset()
        for (let at = 0; at < rows.length; at += each) await placeAll(worker, rows.slice(at, at + each))
      },
    )
    const perSecond = (seconds: number) => Math.round(rows.length / seconds).toLocaleString("en")
    return {
      name: "placement, committed",
      ratio: 1 / ratio,
      pass: 1 / ratio >= limit,
      detail: `${perSecond(ours)}/s in passes of ${each} beside ${perSecond(peer)} single-row commits/s (middle of 5 pairs); at least ${limit} ×`,
    }
  })
}

type Row = { id: string; application_id: string; path: string; name: string }

async function bareCommits(owner: pg.Client, rows: readonly Row[]): Promise<void> {
  for (const { id } of rows)
    await owner.query("UPDATE component SET epoch = epoch + 1, state = 'creating', state_since = now() WHERE id = $1", [
      id,
    ])
}

const demandOf = ({ id, application_id, path, name }: Row): Demand => ({
  id,
  path,
  sibling: `${application_id}:${name}`,
  machine: "container",
  cpuMillis: 250,
  memoryMib: 256,
  newVolumeGib: 0,
  dataOn: null,
  lastNodeId: null,
  pin: [],
  failoverGroup: null,
})

async function placeAll(worker: Db, rows: readonly Row[]): Promise<void> {
  const scope = systemScope(tenantId)
  const demands = rows.map(demandOf)
  const plans = planPlacement(await inTenant(worker, scope, (tx) => loadFleet(tx, vdcId)), demands)
  const placed = plans.map((plan, at) => {
    const demand = demands[at]
    if (plan.kind === "unplaceable" || !demand) throw new Error(plan.reason)
    return { demand, nodeId: plan.nodeId, reason: plan.reason, epoch: 0 }
  })
  const outcomes = await inTenant(worker, scope, (tx) => commitPlacements(tx, { tenantId, vdcId }, placed, new Date()))
  if (outcomes.some((outcome) => outcome !== "committed"))
    throw new Error("a placement was stale, with nobody else there")
}

/** One data center of 30 nodes with 40 applications of 10 instances, all of them without a place. */
async function seed(owner: pg.Client): Promise<void> {
  await owner.query(`
    INSERT INTO machine_class (id, slug, name, cores, memory_mib, disk_gib, network_mbps) VALUES (md5('class')::uuid, 'm', 'M', 8, 32768, 500, 1000);
    INSERT INTO hosting_partner (id, slug, name, country) VALUES (md5('partner')::uuid, 'p', 'P', 'NL');
    INSERT INTO data_center (id, partner_id, slug, name, city, country, latitude, longitude)
      VALUES (md5('place')::uuid, md5('partner')::uuid, 'd', 'Amsterdam 1', 'Amsterdam', 'NL', 52, 5);
    INSERT INTO package (id, slug, name, summary, machine_class_id, nodes, monthly_price_minor, included_volume_gib, included_transfer_gib)
      VALUES (md5('package')::uuid, 's', 'Start', '', md5('class')::uuid, 30, 19000, 50, 100);
    INSERT INTO tenant (id, slug, name, billing_anchor) VALUES ('${tenantId}', 't', 'T', '2026-11-01Z');
    INSERT INTO vdc (id, tenant_id, slug, name, data_center_id, package_id, state)
      VALUES ('${vdcId}', '${tenantId}', 'v', 'V', md5('place')::uuid, md5('package')::uuid, 'active');
    INSERT INTO node (id, data_center_id, machine_class_id, name, rack, state)
      SELECT md5('n' || n)::uuid, md5('place')::uuid, md5('class')::uuid, 'n' || n, 'r1', 'assigned' FROM generate_series(1, 30) n;
    INSERT INTO node_assignment (id, tenant_id, vdc_id, node_id, starts_at)
      SELECT md5('a' || n)::uuid, '${tenantId}', '${vdcId}', md5('n' || n)::uuid, '2026-11-01Z' FROM generate_series(1, 30) n;
    INSERT INTO application (id, tenant_id, vdc_id, slug, title)
      SELECT md5('app' || n)::uuid, '${tenantId}', '${vdcId}', 'app' || n, 'App' FROM generate_series(1, ${applications}) n;
    INSERT INTO component (id, tenant_id, vdc_id, application_id, name, index, path, class_name, class_version, image,
                           start_order, secret, cpu_millis, memory_mib, wanted)
      SELECT md5('c' || n || 'i' || i)::uuid, '${tenantId}', '${vdcId}', md5('app' || n)::uuid, 'web', i,
             'app' || n || ':main.web[' || i || ']', 'web', 1, 'web@1', 1, '', 250, 256, 'running'
      FROM generate_series(1, ${applications}) n, generate_series(0, ${each - 1}) i`)
  await owner.query("VACUUM ANALYZE")
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await runAlone(run)
