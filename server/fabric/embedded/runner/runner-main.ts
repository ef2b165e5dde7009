import { EventEmitter } from "node:events"
import { join } from "node:path"
import { readJson, writeJsonAtomic } from "../node-directory"
import { killTree } from "../node-processes"
import type { FromRunner, Listening, RunnerStart, RunnerUpdate, ToRunner } from "../protocol"
import type { Appliance, Program, RunningAppliance } from "./appliance"
import { Wire } from "./wire"

type Ports = Record<string, number>
const countersEveryMs = 500

function tell(message: FromRunner): void {
  if (process.connected) process.send?.(message)
}

/** Ends this process so that the agent sees a crash; what was said before it goes out first. */
function crash(reason: string): void {
  process.stderr.write(`${reason}\n`)
  tell({ type: "reason", text: reason })
  setTimeout(() => process.exit(1), 20)
}

class Runner {
  private readonly events = new EventEmitter()
  private readonly wires = new Map<string, Wire>()
  private readonly external = { tx: 0, rx: 0 }
  private readonly configPath: string
  private readonly portsPath: string
  private running: RunningAppliance | null = null

  constructor(private readonly start: RunnerStart) {
    this.events.setMaxListeners(0)
    this.configPath = join(start.directory, "config.json")
    this.portsPath = join(start.directory, "ports.json")
  }

  async run(): Promise<void> {
    const ports = (await readJson<Ports>(this.portsPath)) ?? {}
    for (const { name, protocol, endpoints } of this.start.outputs) {
      const wire = new Wire(name, protocol)
      await wire.open(endpoints, ports[`output.${name}`] ?? 0)
      this.wires.set(name, wire)
    }
    await this.writeConfig()
    const url = new URL(`./appliances/${this.start.program}.mjs`, import.meta.url).href
    const { program } = (await import(url)) as { program: Program }
    this.running = await program(this.appliance(ports))
    await this.rememberPorts(this.running.inputs)
    setInterval(() => this.sendCounters(), countersEveryMs)
    tell({ type: "ready", inputs: this.running.inputs })
  }

  async update(update: RunnerUpdate): Promise<void> {
    this.start.secret = update.secret
    this.start.resources = update.resources
    this.start.outputs = update.outputs
    for (const { name, endpoints } of update.outputs) await this.wires.get(name)?.update(endpoints)
    await this.writeConfig()
    this.events.emit("update")
  }

  volumeChanged(volumeId: string): void {
    this.events.emit("volume", volumeId)
  }

  async stop(): Promise<void> {
    await this.running?.stop()
    this.sendCounters()
    // Children that ignored their orderly end go with the group; 20 ms let the last counters leave.
    setTimeout(() => void killTree(process.pid), 20)
  }

  private appliance(ports: Ports): Appliance {
    const { start } = this
    const volumes = new Map(start.volumes.map((volume) => [volume.name, volume]))
    return {
      path: start.path,
      directory: start.directory,
      nodeDirectory: start.nodeDirectory,
      bundleDirectory: start.bundleDirectory,
      templateDirectory: start.templateDirectory,
      postgresBin: start.postgresBin,
      configPath: this.configPath,
      properties: start.properties,
      volumeDoor: start.volumeDoor,
      volume: (name) => {
        const volume = volumes.get(name)
        if (!volume) throw new Error(`this component needs a volume “${name}”`)
        return volume
      },
      secret: () => start.secret,
      output: (name) => this.wires.get(name)?.describe() ?? null,
      onUpdate: (listener) => this.events.on("update", listener),
      onVolumeChanged: (listener) => this.events.on("volume", listener),
      portFor: (input) => ports[`input.${input}`] ?? 0,
      countExternal: ({ tx, rx }) => {
        this.external.tx += tx
        this.external.rx += rx
      },
      log: (text) => process.stdout.write(`${text}\n`),
      warn: (text) => process.stderr.write(`${text}\n`),
      fail: crash,
    }
  }

  /** What the component's own program reads: terminals with their unchanging addresses, properties, volumes. */
  private writeConfig(): Promise<void> {
    const { path, properties, resources, volumes } = this.start
    const outputs = Object.fromEntries([...this.wires].map(([name, wire]) => [name, wire.describe()]))
    const folders = Object.fromEntries(volumes.map(({ name, directory }) => [name, { path: directory }]))
    return writeJsonAtomic(this.configPath, { path, properties, resources, outputs, volumes: folders })
  }

  private rememberPorts(inputs: Listening): Promise<void> {
    const ports: Ports = {}
    for (const [name, { port }] of Object.entries(inputs)) ports[`input.${name}`] = port
    for (const [name, wire] of this.wires) ports[`output.${name}`] = wire.port
    return writeJsonAtomic(this.portsPath, ports)
  }

  private sendCounters(): void {
    const wires = Object.fromEntries([...this.wires].map(([name, wire]) => [name, wire.bytes]))
    const { tx, rx } = this.external
    tell({ type: "counters", counters: { wires, externalTxBytes: tx, externalRxBytes: rx } })
  }
}

const failed = (error: unknown) => crash(error instanceof Error ? error.message : String(error))

let runner: Runner | null = null
/** Messages are worked off one after the other: an update may come while the last one still opens listeners. */
let work: Promise<void> = Promise.resolve()

async function obey(message: ToRunner): Promise<void> {
  if (message.type === "start") {
    runner = new Runner(message.start)
    await runner.run()
  } else if (message.type === "update") await runner?.update(message.update)
  else if (message.type === "volumeChanged") runner?.volumeChanged(message.volumeId)
}

process.on("message", (message: ToRunner) => {
  // Stopping must not wait for a start that never ends.
  if (message.type === "stop") void (runner?.stop() ?? Promise.resolve(process.exit(0))).catch(failed)
  else work = work.then(() => obey(message)).catch(failed)
})
// The agent is gone, however it went: a component never outlives its node.
process.on("disconnect", () => void killTree(process.pid))
process.on("uncaughtException", failed)
process.on("unhandledRejection", failed)
