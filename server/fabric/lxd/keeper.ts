import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { FabricError } from "../fabric-driver"
import type { Cluster, Member } from "./cluster"
import { feed } from "./commands"
import { keeperName } from "./core/names"
import { EngineError } from "./engine-error"
import type { Images } from "./images"
import { keeperMemoryMib } from "./project"
import type { InstanceRow, Rows, VolumeRow } from "./rows"
import { Turns } from "./turns"

const image = "files@1"
export const rootOf = (row: VolumeRow): string => `/srv/volumes/${row.name}`
/** Of taking a volume off, and the pause after the first, ms. */
const mostTries = 4
const betweenTriesMs = 200
const pathOf = (name: string, rest = "") => `/1.0/instances/${encodeURIComponent(name)}${rest}`

type Full = InstanceRow & { architecture: string; profiles: string[] }

/**
 * Engines give no way into a volume but through an instance that has it. A keeper is a small one per VDC and member, of our own image
 * and without any network: it opens volumes to the volume browser and fills new ones. Made when first needed.
 */
export class Keeper {
  private readonly turns = new Turns()

  constructor(
    private readonly cluster: Cluster,
    private readonly rows: Rows,
    private readonly images: Images,
    /** Content of templates and classes: a folder for each `name@version`. */
    private readonly contentFolder: string,
  ) {}

  /** A keeper that runs and has the volume; where to speak to it. */
  async holding(member: Member, volume: VolumeRow, signal: AbortSignal): Promise<InstanceRow> {
    return this.turns.take(`${volume.project}@${member.name}`, async () => {
      const there = await this.find(member, volume.project, signal)
      const keeper = there ?? (await this.create(member, volume.project, signal))
      const attached = keeper.devices[volume.name] ? keeper : await this.attach(member, keeper, volume, signal)
      return attached.status === "Running" ? attached : this.start(member, attached, signal)
    })
  }

  private async find(member: Member, project: string, signal: AbortSignal): Promise<Full | null> {
    const http = await this.cluster.http()
    try {
      const path = pathOf(keeperName(member.name))
      return { ...(await http.call<Full>(member.address, "GET", path, { query: { project }, signal })), project }
    } catch (error) {
      if (error instanceof EngineError && error.isMissing) return null
      throw error
    }
  }

  private async create(member: Member, project: string, signal: AbortSignal): Promise<Full> {
    const [http, { storagePool }] = [await this.cluster.http(), await this.cluster.access()]
    const name = keeperName(member.name)
    const body = {
      name,
      source: { type: "image", alias: await this.images.ensure(image) },
      profiles: [],
      config: {
        "limits.memory": `${keeperMemoryMib}MiB`,
        "limits.cpu": "1",
        "limits.processes": "100",
        "boot.autostart": "false",
        "user.gridline.keeper": "true",
        "user.gridline.config": JSON.stringify({
          path: name,
          image,
          interfaces: [],
          inputs: [],
          outputs: [],
          volumes: [],
        }),
      },
      devices: { root: { type: "disk", pool: storagePool, path: "/", size: "1GiB" } },
    }
    const query = { project, ...(await this.cluster.target(member.name)) }
    await http.call(member.address, "POST", "/1.0/instances", { query, body, signal }).catch((error: unknown) => {
      if (!(error instanceof EngineError && error.isThere)) throw error
    })
    this.rows.changed("instances", { project, name, location: member.name })
    const made = await this.find(member, project, signal)
    if (!made) throw new FabricError("failed", `${name} was made and is not there`, true)
    return made
  }

  private async start(member: Member, keeper: Full, signal: AbortSignal): Promise<Full> {
    const http = await this.cluster.http()
    const body = { action: "start", timeout: 30 }
    const query = { project: keeper.project }
    await http
      .call(member.address, "PUT", pathOf(keeper.name, "/state"), { query, body, signal })
      .catch((error: unknown) => {
        if (!(error instanceof EngineError && /already running/i.test(error.message))) throw error
      })
    return { ...keeper, status: "Running" }
  }

  private async attach(member: Member, keeper: Full, volume: VolumeRow, signal: AbortSignal): Promise<Full> {
    const { storagePool } = await this.cluster.access()
    const disk = { type: "disk", pool: storagePool, source: volume.name, path: rootOf(volume) }
    return this.put(member, keeper, { ...keeper.devices, [volume.name]: disk }, signal)
  }

  private async put(member: Member, keeper: Full, devices: Full["devices"], signal: AbortSignal): Promise<Full> {
    const http = await this.cluster.http()
    const query = { project: keeper.project }
    const { value, etag } = await http.tagged<Full>(member.address, pathOf(keeper.name), { query, signal })
    const { architecture, profiles, config } = value
    const body = { architecture, profiles, config, devices }
    await http.call(member.address, "PUT", pathOf(keeper.name), { query, body, headers: { "if-match": etag }, signal })
    return { ...value, project: keeper.project, devices }
  }

  /** The volume is to go: nothing of ours may hold it. */
  async letGo(member: Member, volume: VolumeRow, signal: AbortSignal): Promise<void> {
    await this.turns.take(`${volume.project}@${member.name}`, async () => {
      const keeper = await this.find(member, volume.project, signal)
      if (!keeper?.devices[volume.name]) return
      await this.detach(member, volume, keeper, signal)
    })
  }

  /** Engines close their own way into an instance's files when a disk goes, and fail when that was just being closed: asked again, they do. */
  private async detach(member: Member, volume: VolumeRow, keeper: Full, signal: AbortSignal): Promise<void> {
    const { [volume.name]: _gone, ...devices } = keeper.devices
    for (let tries = 1; ; tries++)
      try {
        await this.put(member, keeper, devices, signal)
        return
      } catch (error) {
        const isPassing = error instanceof EngineError && /forkfile\.sock/.test(error.message)
        if (!isPassing || tries === mostTries) throw error
        await pause(tries * betweenTriesMs, undefined, { signal })
      }
  }

  /** Copies content into a new volume: whole, or it is done again. */
  async fill(member: Member, volume: VolumeRow, content: string, signal: AbortSignal): Promise<void> {
    const folder = join(this.contentFolder, content)
    if (!/^[a-z0-9-]+@\d+$/.test(content) || !existsSync(folder))
      throw new FabricError("image_missing", `There is no content ${content} to fill the volume with.`, false)
    const keeper = await this.holding(member, volume, signal)
    const run = await feed(
      this.cluster,
      keeper,
      ["tar", "-x", "--no-same-owner", "-f", "-", "-C", rootOf(volume)],
      signal,
    )
    const packer = spawn("tar", ["-c", "--owner=0", "--group=0", "-f", "-", "-C", folder, "."], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    const packed = new Promise<number>((resolve, reject) => {
      packer.once("error", reject)
      packer.once("close", (code) => resolve(code ?? 1))
    })
    for await (const chunk of packer.stdout) await run.input(chunk as Uint8Array)
    run.endInput()
    const { code, errors } = await run.ended()
    if (code !== 0 || (await packed) !== 0)
      throw new FabricError(
        "failed",
        `${content} could not be copied: ${errors.trim() || `tar ended with ${code}`}`,
        true,
      )
  }
}
