import { readFileSync } from "node:fs"
import { openRig, type Rig, RigError, type RigFile, type RigStatus } from "./rig"
import { rigFilePath } from "./rig-file"
import { memberOf } from "./rig-settings"

const help = () => readFileSync(new URL("help.txt", import.meta.url), "utf8")
const say = (line: string) => console.log(`rig: ${line}`)

function printConnections(rig: Rig, { dataCenters }: RigFile): void {
  for (const { name, addresses, fingerprint } of dataCenters) {
    say(`${name}  ${addresses.join(" ")}`)
    say(`     certificate ${fingerprint}`)
  }
  say(`power control ${dataCenters[0]?.redfish.url ?? ""}`)
  say(`everything else is in ${rigFilePath(rig.settings)}`)
}

function printStatus({ machines, clusters }: RigStatus): void {
  const states = new Map(clusters.flatMap(({ members }) => members.map((each) => [each.name, each.status] as const)))
  for (const { name, address, power, answers } of machines) {
    const daemon = answers ? "answers" : "silent"
    console.log(`${name}  ${address}  ${power.padEnd(3)}  ${daemon.padEnd(7)}  ${states.get(name) ?? "-"}`)
  }
}

async function inMachine(rig: Rig, name: string, command: readonly string[]): Promise<number> {
  if (command.length === 0) throw new RigError("Which command?")
  return rig.attach(name, command)
}

async function onMachine(rig: Rig, verb: string, name: string, rest: readonly string[]): Promise<number> {
  memberOf(rig.settings, name)
  if (verb === "exec") return inMachine(rig, name, rest)
  const acts: Record<string, (() => Promise<void>) | undefined> = {
    kill: () => rig.kill(name),
    "kill-daemon": () => rig.killDaemon(name),
    boot: () => rig.boot(name),
    cut: () => rig.cut(name),
    heal: () => rig.heal(name),
  }
  const act = acts[verb]
  if (!act) throw new RigError(`There is no "${verb}".\n${help()}`)
  await act()
  return 0
}

async function main([verb = "", ...rest]: readonly string[]): Promise<number> {
  if (["", "help", "--help", "-h"].includes(verb)) {
    process.stdout.write(help())
    return verb === "" ? 2 : 0
  }
  const rig = await openRig({}, say)
  const began = performance.now()
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`
  if (verb === "up") {
    printConnections(rig, await rig.up())
    say(`up (${seconds()})`)
  } else if (verb === "down") {
    await rig.down()
    say(`down, nothing left (${seconds()})`)
  } else if (verb === "status") printStatus(await rig.status())
  else if (verb === "token") console.log(await rig.token(rest[0] ?? ""))
  else if (verb === "remains") for (const line of await rig.remains()) console.log(line)
  else return onMachine(rig, verb, rest[0] ?? "", rest.slice(1))
  return 0
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof RigError ? `rig: ${error.message}` : error)
    process.exit(1)
  },
)
