import { FabricError } from "../fabric-driver"
import type { Cluster } from "./cluster"
import { mostNetworks, networkIndex, networkName, vxlanOf } from "./core/names"
import { sha256 } from "./digest"
import { EngineError } from "./engine-error"
import { listNetworks } from "./networks"
import type { Projects } from "./project"
import type { InstanceRow } from "./rows"
import { Turns } from "./turns"

const prefix = "user.gridline.wire."
const keyOf = (wire: string) => `${prefix}${sha256(wire).slice(0, 24)}`
const access = "restricted.networks.access"
const patienceMs = 30_000

/** Wire → network of this project. */
const allocations = (config: Record<string, string>): Map<string, number> =>
  new Map(
    Object.entries(config).flatMap(([key, value]) => (key.startsWith(prefix) ? [[key, Number(value)] as const] : [])),
  )

/** What a project may use follows from what it has. */
function withAccess(config: Record<string, string>): Record<string, string> {
  const names = [...allocations(config).values()].sort((a, b) => a - b).map(networkName)
  return { ...config, [access]: names.join(",") }
}

/**
 * One bridge per wire: who is not on it cannot be reached over it. Bridges of a cluster can be made only while all members are up, but
 * handed out at any time: they come from a pool, so that a component can be wired anew while a member is down.
 */
export class Wires {
  private readonly turns = new Turns()
  /** Handed out here and not on an instance yet: nobody takes them back. */
  private readonly pending = new Map<string, number>()

  constructor(
    private readonly cluster: Cluster,
    private readonly projects: Projects,
  ) {}

  /** The network of each wire. `use` is done while they are held; afterwards instances on them hold them. */
  async with<T>(project: string, wires: readonly string[], use: (networks: Map<string, string>) => Promise<T>) {
    const keys = wires.map((wire) => `${project}/${keyOf(wire)}`)
    for (const key of keys) this.pending.set(key, (this.pending.get(key) ?? 0) + 1)
    try {
      return await use(await this.turns.take("wires", () => this.allocate(project, wires)))
    } finally {
      for (const key of keys) {
        const left = (this.pending.get(key) ?? 1) - 1
        if (left > 0) this.pending.set(key, left)
        else this.pending.delete(key)
      }
    }
  }

  private async allocate(project: string, wires: readonly string[]): Promise<Map<string, string>> {
    if (wires.length === 0) return new Map()
    for (;;) {
      const have = allocations(await this.projects.read(project))
      const missing = wires.filter((wire) => !have.has(keyOf(wire)))
      if (missing.length === 0)
        return new Map(wires.map((wire) => [wire, networkName(have.get(keyOf(wire)) ?? 0)] as const))
      const free = await this.free(missing.length)
      const added = Object.fromEntries(missing.map((wire, i) => [keyOf(wire), String(free[i])]))
      await this.projects.change(project, (config) => withAccess({ ...config, ...added }))
      await this.yieldDoubles(project)
    }
  }

  /** Two workers may have taken the same network for two projects: the later name gives it back before anything is on it. */
  private async yieldDoubles(project: string): Promise<void> {
    const others = (await this.projects.list()).filter((p) => p.name < project)
    const theirs = new Set(others.flatMap((p) => [...allocations(p.config).values()]))
    await this.projects.change(project, (config) => {
      const mine = Object.entries(config).filter(
        ([key, value]) => !(key.startsWith(prefix) && theirs.has(Number(value))),
      )
      return mine.length === Object.keys(config).length ? null : withAccess(Object.fromEntries(mine))
    })
  }

  /** Networks that no project has, made when there are too few. */
  private async free(count: number): Promise<number[]> {
    const http = await this.cluster.http()
    const [projects, names] = await Promise.all([
      this.projects.list(),
      this.cluster.ask((address, signal) => listNetworks(http, address, {}, signal)),
    ])
    const taken = new Set(projects.flatMap((p) => [...allocations(p.config).values()]))
    const pool = new Set(names.map(networkIndex))
    const found: number[] = []
    for (let index = 1; found.length < count; index++) {
      if (index > mostNetworks)
        throw new FabricError("no_space", `this cluster has no room for more than ${mostNetworks} connections`, true)
      if (taken.has(index)) continue
      if (!(pool.has(index) && (await this.isWhole(index)))) await this.make(index)
      found.push(index)
    }
    return found
  }

  private async isWhole(index: number): Promise<boolean> {
    const http = await this.cluster.http()
    const path = `/1.0/networks/${networkName(index)}`
    const row = await this.cluster.ask((address, signal) =>
      http.call<{ status: string }>(address, "GET", path, { signal }),
    )
    return row.status === "Created"
  }

  /** On every member first, then as a whole. What an interrupted call left half made is completed. */
  private async make(index: number): Promise<void> {
    const http = await this.cluster.http()
    const { uplink, serverCertificate } = await this.cluster.access()
    const name = networkName(index)
    const body = { name, type: "bridge" }
    const tolerate = (error: unknown) => {
      if (!(error instanceof EngineError && error.isThere)) throw error
    }
    const clustered = await this.cluster.isClustered()
    const segment = vxlanOf(index, sha256(serverCertificate))
    const config = {
      // Without an address, and with IPv6 off, the host itself cannot be reached over it.
      "ipv4.address": "none",
      "ipv6.address": "none",
      ...(clustered
        ? {
            "tunnel.vx.protocol": "vxlan",
            "tunnel.vx.id": String(segment.id),
            "tunnel.vx.group": segment.group,
            "tunnel.vx.port": String(segment.port),
            "tunnel.vx.interface": uplink,
          }
        : {}),
    }
    const members = clustered ? await this.cluster.members() : []
    await this.cluster.ask(async (address, signal) => {
      for (const member of members)
        await http
          .call(address, "POST", "/1.0/networks", { query: { target: member.name }, body, signal })
          .catch(tolerate)
      await http.call(address, "POST", "/1.0/networks", { body: { ...body, config }, signal }).catch(tolerate)
    }, patienceMs)
  }

  /** Gives back what no instance of the project is on. Networks stay in the pool. */
  async release(project: string, rows: readonly InstanceRow[]): Promise<void> {
    // Of a member that is offline nobody knows what its instances are on: whatever is idle then is given back next time.
    if (rows.some((row) => row.project === project && row.status === "Error")) return
    await this.turns.take("wires", async () => {
      const used = new Set(
        rows
          .filter((row) => row.project === project)
          .flatMap((row) => Object.values(row.devices).map((d) => networkIndex(d.network ?? ""))),
      )
      const isIdle = ([key, value]: [string, string]) =>
        key.startsWith(prefix) && !used.has(Number(value)) && !this.pending.has(`${project}/${key}`)
      await this.projects.change(project, (config) => {
        const rest = Object.entries(config).filter((entry) => !isIdle(entry))
        return rest.length === Object.keys(config).length ? null : withAccess(Object.fromEntries(rest))
      })
    })
  }
}
