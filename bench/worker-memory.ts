import { buyVdc, foundCompany } from "../tests/e2e/rig/company"
import { until } from "../tests/e2e/rig/until"
import { type Customer, pointAtPortal } from "../tests/support/portal-on-rig"
import { type RunningPortal, startPortal } from "../tests/support/running-portal"
import { collectedHeap } from "./collected-heap"
import { isMain } from "./figure"
import { chain, onRig } from "./on-rig"
import { type BenchInput, type BenchResult, runAlone } from "./scratch-database"

/** What the worker may have at the end beside what it had once it had warmed up. */
const limit = 1.15
const cycles = 1_000
/** Components that are started and stopped side by side. */
const lanes = 12
const sampleEvery = 25
const lookEveryMs = 400
const slug = "bench-memory"

/** States of the application's components, asked for once for everybody who waits. */
function watch({ company }: Customer, applicationId: string) {
  const ask = () => company.api.applications.get.query({ tenantId: company.id, applicationId })
  let last = { at: 0, answer: ask() }
  return async (componentId: string): Promise<string | undefined> => {
    if (performance.now() - last.at > lookEveryMs) last = { at: performance.now(), answer: ask() }
    return (await last.answer).instances.find(({ id }) => id === componentId)?.state
  }
}

const middleOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

type Cycled = { application: string; component: string; customer: Customer; memory: () => Promise<number> }

/** Memory of the worker as the components of that name are stopped and started, side by side, a thousand times in all. */
async function cycled({ application, component, customer, memory }: Cycled): Promise<number[]> {
  const { company } = customer
  const one = { tenantId: company.id, applicationId: application }
  const isUp = async () => {
    const { state, operation } = await company.api.applications.get.query(one)
    return (state === "running" && operation === null) || undefined
  }
  await until("running application", isUp, 300)
  const { instances } = await company.api.applications.get.query(one)
  const stateOf = watch(customer, application)
  const untilIs = (id: string, state: string) =>
    until(`${state} component`, async () => ((await stateOf(id)) === state ? true : undefined), 120)
  const samples: number[] = []
  let left = cycles
  const lane = async (componentId: string) => {
    const of = { tenantId: company.id, componentId }
    while (left-- > 0) {
      await company.api.components.stop.mutate(of)
      await untilIs(componentId, "stopped")
      await company.api.components.start.mutate(of)
      await untilIs(componentId, "running")
      if (left % sampleEvery === 0) samples.push(await memory())
      if (left % 100 === 0) console.log(`  ${left} cycles to go, ${samples.at(-1)?.toFixed(1)} MiB`)
    }
  }
  await Promise.all(instances.filter(({ name }) => name === component).map(({ id }) => lane(id)))
  return samples
}

const memoryOfWorker = (portal: RunningPortal) => async () =>
  collectedHeap((await portal.processIds()).get("worker") ?? 0, portal.logPath)

async function onTryOut(): Promise<number[]> {
  const portal = await startPortal()
  try {
    pointAtPortal(portal)
    const company = await foundCompany("bench")
    const vdc = await buyVdc(company)
    const web = { count: lanes, cpuMillis: 100, memoryMib: 96 }
    const target = { tenantId: company.id, vdcId: vdc.id, template: "scalable-web", name: "cycled" }
    const { subject } = await company.api.applications.create.mutate({ ...target, components: { web } })
    const customer = { company, vdc }
    return await cycled({ application: subject.id, component: "web", customer, memory: memoryOfWorker(portal) })
  } finally {
    await portal.remove()
  }
}

const onEngines = () =>
  onRig(chain(slug, lanes, 1), async ({ portal, customer }) => {
    const { company, vdc } = customer
    const target = { tenantId: company.id, vdcId: vdc.id, template: slug, name: "cycled", title: "cycled" }
    const { subject } = await company.api.applications.create.mutate(target)
    return cycled({ application: subject.id, component: "machine", customer, memory: memoryOfWorker(portal) })
  })

async function measure(where: string, work: () => Promise<number[] | string>): Promise<BenchResult> {
  const name = `memory of the worker over ${cycles} starts and stops ${where}`
  // A port of its own for each process that is asked.
  process.env.NODE_OPTIONS = "--inspect-port=0"
  const samples = await work()
  if (typeof samples === "string") return { name, ratio: Number.NaN, pass: true, detail: samples }
  const share = (from: number, to: number) =>
    middleOf(samples.slice(Math.floor(samples.length * from), Math.floor(samples.length * to)))
  const [early, late] = [share(0.1, 0.3), share(0.8, 1)]
  const detail = `its heap after collection ${early.toFixed(1)} MiB after the first fifth, ${late.toFixed(1)} MiB in the last; at most ${limit} ×`
  return { name, ratio: late / early, pass: late / early <= limit, detail }
}

/** Starting and stopping leaves nothing in the worker: its memory after a thousand times beside that after two hundred. */
export const run = (_input: BenchInput) => measure("on the try-out machines", onTryOut)
/** Half an hour: containers take longer than processes. */
export const runOnEngines = (_input: BenchInput) => measure("on LXD", onEngines)

if (isMain(import.meta.url)) await runAlone(run)
