import type { Rig } from "../scripts/rig/rig"
import { projectOf } from "../server/fabric/lxd/core/names"
import { until } from "../tests/e2e/rig/until"
import type { Customer } from "../tests/support/portal-on-rig"
import { isMain } from "./figure"
import { chain, onRig } from "./on-rig"
import { type BenchInput, type BenchResult, runAlone, timed } from "./scratch-database"

/** DESIGN: starting an application takes at most this of what its engine's own command line takes for the same instances. */
const limit = 1.3
const patienceSeconds = 400

type Row = {
  name: string
  location: string
  config: Record<string, string>
  devices: Record<string, Record<string, string>>
}

async function query<T>(rig: Rig, ...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await rig.exec("n1", ["lxc", "query", ...args])
  if (code !== 0) throw new Error(`lxc query ${args.slice(0, 4).join(" ")}: ${stderr}`)
  return (stdout.trim() === "" ? null : JSON.parse(stdout)) as T
}

/** The application made and started by Gridline, until all of it runs; then what it consisted of, and all of it gone. */
async function throughGridline({ company, vdc }: Customer, template: string): Promise<string> {
  const target = { tenantId: company.id, vdcId: vdc.id, template, name: "measured", title: "measured" }
  const { subject } = await company.api.applications.create.mutate(target)
  const one = { tenantId: company.id, applicationId: subject.id }
  const isRunning = async () => (await company.api.applications.get.query(one)).state === "running" || undefined
  await until("running application", isRunning, patienceSeconds)
  return subject.id
}

async function remove({ company }: Customer, applicationId: string): Promise<void> {
  const one = { tenantId: company.id, applicationId }
  await company.api.applications.delete.mutate(one)
  await until(
    "end of the application",
    async () => {
      const gone = await company.api.applications.get.query(one).then(
        () => false,
        () => true,
      )
      return gone || undefined
    },
    patienceSeconds,
  )
}

/** The instances of the application as the engine has them, in the order they were started, wave by wave. */
async function wavesOf(rig: Rig, vdcId: string, names: readonly string[]): Promise<Row[][]> {
  const rows = await query<Row[]>(rig, `/1.0/instances?recursion=1&project=${projectOf(vdcId)}`)
  const instances = rows.filter((row) => row.config["user.gridline.instance"])
  const pathOf = (row: Row) => (JSON.parse(row.config["user.gridline.config"] ?? "{}") as { path?: string }).path ?? ""
  return names.map((name) => instances.filter((row) => pathOf(row).includes(`.${name}[`)))
}

/** As a person with the same plan would: each wave at once, the next one when each of it says that it runs. */
async function throughCommandLine(rig: Rig, waves: readonly Row[][]): Promise<void> {
  for (const wave of waves)
    await Promise.all(
      wave.map(async ({ name, location, config, devices }) => {
        const own = Object.entries(config).filter(([key]) => !/^(volatile|image)\./.test(key))
        const source = { type: "image", fingerprint: config["volatile.base_image"] }
        const body = { name, source, profiles: [], config: Object.fromEntries(own), devices }
        await query(rig, "-X", "POST", "--wait", "-d", JSON.stringify(body), `/1.0/instances?target=${location}`)
        const runs = "until grep -q '\"running\"' /run/gridline/state.json; do sleep 0.05; done 2>/dev/null"
        const script = `lxc start ${name} && lxc exec ${name} -- sh -c '${runs.replaceAll("'", "'\\''")}'`
        const { code, stderr } = await rig.exec("n1", ["sh", "-c", script])
        if (code !== 0) throw new Error(`lxc start ${name}: ${stderr}`)
      }),
    )
}

async function removeByCommandLine(rig: Rig, waves: readonly Row[][]): Promise<void> {
  for (const { name } of waves.flat()) {
    const { code, stderr } = await rig.exec("n1", ["lxc", "delete", "--force", name])
    if (code !== 0) throw new Error(`lxc delete ${name}: ${stderr}`)
  }
}

type Shape = { slug: string; machines: number; middle: number; pairs: number }

async function measure(rig: Rig, customer: Customer, { slug, pairs }: Shape) {
  // Unpacks the images; and says of what the command line is to make the same.
  const made = await throughGridline(customer, slug)
  const waves = await wavesOf(rig, customer.vdc.id, ["machine", "middle", "gateway"])
  await remove(customer, made)
  const times: { ours: number; peer: number; ratio: number }[] = []
  for (let n = 0; n < pairs; n += 1) {
    const { seconds: peer } = await timed(() => throughCommandLine(rig, waves))
    await removeByCommandLine(rig, waves)
    const { seconds: ours, value } = await timed(() => throughGridline(customer, slug))
    await remove(customer, value)
    times.push({ ours, peer, ratio: ours / peer })
  }
  const [middle] = times.sort((a, b) => a.ratio - b.ratio).slice(Math.floor(pairs / 2))
  if (!middle) throw new Error("nothing was measured")
  return { ...middle, count: waves.flat().length }
}

/** An application on a rig of real engines: from the order until all of it says that it runs. */
async function startOnRig(shape: Shape): Promise<BenchResult> {
  const name = `start of ${shape.machines + shape.middle + 1} components on LXD ÷ the engine's own command line`
  const measured = await onRig(chain(shape.slug, shape.machines, shape.middle), ({ rig, customer }) =>
    measure(rig, customer, shape),
  )
  if (typeof measured === "string") return { name, ratio: Number.NaN, pass: true, detail: measured }
  const { count, ours, peer, ratio } = measured
  const detail = `${count} components ${ours.toFixed(1)} s, by command line ${peer.toFixed(1)} s; at most ${limit}`
  return { name, ratio, pass: ratio <= limit, detail }
}

export const run = (_input: BenchInput) => startOnRig({ slug: "bench-ten", machines: 6, middle: 3, pairs: 3 })
/** As long as this takes, once is enough. */
export const runHundred = (_input: BenchInput) =>
  startOnRig({ slug: "bench-hundred", machines: 50, middle: 49, pairs: 1 })

if (isMain(import.meta.url)) await runAlone(run)
