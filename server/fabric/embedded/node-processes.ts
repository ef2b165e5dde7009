import { execFile } from "node:child_process"
import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs"
import { sep } from "node:path"
import { promisify } from "node:util"
import { NODE_MARK } from "./protocol"

/** One row of the machine's process table. `cpuTicks` and pages are only known on Linux. */
export type ProcessRow = {
  pid: number
  parent: number
  cpuMillis: number
  residentBytes: number
  sharedBytes: number
}

const onLinux = existsSync("/proc/self/stat")
const PAGE = 4096
const MILLIS_PER_TICK = 10 // USER_HZ is 100 on every Linux Node runs on

/** Gone while we looked, or not ours to look at: both mean it is not a process of ours any more. */
function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch (error) {
    if (error instanceof Error && "code" in error) return ""
    throw error
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch (error) {
    if (error instanceof Error && "code" in error) return ""
    throw error
  }
}

/** The name in `stat` may hold spaces and brackets, so fields are counted after its last bracket. Zombies are dead. */
function statOf(pid: number): ProcessRow | null {
  const text = readProc(`/proc/${pid}/stat`)
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ")
  const state = fields[0]
  if (text === "" || state === undefined || state === "Z" || state === "X") return null
  return {
    pid,
    parent: Number(fields[1]),
    cpuMillis: (Number(fields[11]) + Number(fields[12])) * MILLIS_PER_TICK,
    residentBytes: Number(fields[21]) * PAGE,
    sharedBytes: 0,
  }
}

/** Pages shared with others (PostgreSQL's buffers) would count once per process; `statm` tells them apart. */
function withShared(row: ProcessRow): ProcessRow {
  return { ...row, sharedBytes: Number(readProc(`/proc/${row.pid}/statm`).split(" ")[2] ?? 0) * PAGE }
}

const run = promisify(execFile)

async function psRows(): Promise<ProcessRow[]> {
  const { stdout } = await run("ps", ["-axo", "pid=,ppid=,rss=,cputime=,stat="])
  return stdout.split("\n").flatMap((line) => {
    const [pid, parent, rss, time, state] = line.trim().split(/\s+/)
    if (!pid || !parent || !rss || !time || !state || state.startsWith("Z")) return []
    const seconds = time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0)
    const row = { pid: Number(pid), parent: Number(parent), cpuMillis: seconds * 1000 }
    return [{ ...row, residentBytes: Number(rss) * 1024, sharedBytes: 0 }]
  })
}

export async function processTable(): Promise<ProcessRow[]> {
  if (!onLinux) return psRows()
  return readdirSync("/proc").flatMap((name) => {
    const pid = Number(name)
    return Number.isInteger(pid) ? (statOf(pid) ?? []) : []
  })
}

export function treeOf(root: number, table: readonly ProcessRow[]): ProcessRow[] {
  const tree = table.filter((row) => row.pid === root)
  for (let next = 0; next < tree.length; next++) {
    const parent = tree[next]?.pid
    tree.push(...table.filter((row) => row.parent === parent && row.pid !== root))
  }
  return tree
}

export type TreeUsage = { cpuMillis: number; memoryMib: number }

export function usageOf(tree: readonly ProcessRow[]): TreeUsage {
  const rows = onLinux ? tree.map(withShared) : tree
  const own = rows.reduce((sum, row) => sum + Math.max(0, row.residentBytes - row.sharedBytes), 0)
  const shared = rows.reduce((most, row) => Math.max(most, row.sharedBytes), 0)
  const cpuMillis = rows.reduce((sum, row) => sum + row.cpuMillis, 0)
  return { cpuMillis, memoryMib: Math.round((own + shared) / 1024 / 1024) }
}

/**
 * Is this a process of that node? Its environment says so. PostgreSQL overwrites its environment with its title, so for
 * that one the working directory decides; a person's shell that happens to stand in the directory must not be taken for ours.
 */
function belongs(pid: number, nodeDirectory: string): boolean {
  const environment = readProc(`/proc/${pid}/environ`)
  if (environment.split("\0").includes(`${NODE_MARK}=${nodeDirectory}`)) return true
  if (!linkOf(`/proc/${pid}/cwd`).startsWith(nodeDirectory + sep)) return false
  return /\/postgres( \(deleted\))?$/.test(linkOf(`/proc/${pid}/exe`))
}

async function markedByPs(nodeDirectory: string): Promise<number[]> {
  const { stdout } = await run("ps", ["-axEwwo", "pid=,command="], { maxBuffer: 64 * 1024 * 1024 })
  const mark = `${NODE_MARK}=${nodeDirectory}`
  return stdout.split("\n").flatMap((line) => {
    const pid = Number.parseInt(line, 10)
    return `${line} `.includes(`${mark} `) || line.includes(`${nodeDirectory}/volumes/`) ? [pid] : []
  })
}

/** Every living process of the node, children and strays alike, except the one that asks. */
export async function processesOfNode(nodeDirectory: string): Promise<number[]> {
  const table = await processTable()
  const marked = onLinux
    ? table.map((row) => row.pid).filter((pid) => belongs(pid, nodeDirectory))
    : await markedByPs(nodeDirectory)
  const all = new Set(marked.flatMap((pid) => [pid, ...treeOf(pid, table).map((row) => row.pid)]))
  all.delete(process.pid)
  return [...all]
}

/** Sends the signal; false when there is nobody to get it. */
export function signalTo(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false
    throw error
  }
}

export const isAlive = (pid: number) => signalTo(pid, 0)

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/** Kills whatever is marked as the node's until a second look finds nothing: a process may be born while we kill. */
export async function killProcessesOfNode(nodeDirectory: string, spare: readonly number[] = []): Promise<void> {
  const deadline = Date.now() + 15_000
  for (let quiet = 0; quiet < 2; ) {
    const alive = (await processesOfNode(nodeDirectory)).filter((pid) => !spare.includes(pid))
    for (const pid of alive) signalTo(pid, "SIGKILL")
    quiet = alive.length === 0 ? quiet + 1 : 0
    if (Date.now() > deadline) throw new Error(`processes ${alive.join(", ")} of ${nodeDirectory} survive SIGKILL`)
    await pause(alive.length === 0 ? 5 : 20)
  }
}

/** A runner's whole tree at once; its group reaches children that lost their parent. The root goes last, for a runner calls
 * this on itself when its agent is gone. */
export async function killTree(root: number): Promise<void> {
  const tree = treeOf(root, await processTable())
  for (const { pid } of tree) if (pid !== root) signalTo(pid, "SIGKILL")
  signalTo(-root, "SIGKILL")
  signalTo(root, "SIGKILL")
}
