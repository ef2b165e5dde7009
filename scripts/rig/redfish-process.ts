import { randomBytes } from "node:crypto"
import { existsSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { createConnection } from "node:net"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { commandLineOf, pause } from "../process-identity"
import { processesOfRig } from "./cgroups"
import { groupOf, startDetached } from "./machine"
import { fingerprintOf, type Redfish } from "./rig-file"
import { RigError, type RigSettings } from "./rig-settings"
import { run } from "./run-command"

const program = fileURLToPath(new URL("redfish.ts", import.meta.url))
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href
const user = "gridline"
export const redfishPort = 8443

export const redfishPaths = ({ directory }: RigSettings) => ({
  key: join(directory, "redfish.key"),
  certificate: join(directory, "redfish.crt"),
  password: join(directory, "redfish.password"),
  log: join(directory, "redfish.log"),
})

/** Starts the service unless it runs, and tells how to reach it. */
export async function startRedfish(settings: RigSettings): Promise<Redfish> {
  const { hostAddress, name, net, directory, poolSize } = settings
  const paths = redfishPaths(settings)
  if (!existsSync(paths.certificate)) await makeCertificate(settings)
  if (!existsSync(paths.password)) {
    await writeFile(paths.password, randomBytes(24).toString("base64url"), { mode: 0o600 })
  }
  if (!(await isRunning(settings))) {
    const rig = { RIG_NAME: name, RIG_NET: net, RIG_DIR: directory, RIG_POOL_SIZE: poolSize }
    const command = [process.execPath, "--import", loader, program]
    const child = await startDetached(["enter", groupOf(settings, "redfish"), ...command], paths.log, rig)
    for (const deadline = Date.now() + 30_000; !(await isListening(hostAddress)); await pause(50)) {
      if (child.exitCode === null && Date.now() < deadline) continue
      throw new RigError(`The power control did not start: ${(await readFile(paths.log, "utf8")).trim()}`)
    }
  }
  const certificate = await readFile(paths.certificate, "utf8")
  const password = await readFile(paths.password, "utf8")
  const url = `https://${hostAddress}:${redfishPort}`
  return { url, user, password, fingerprint: fingerprintOf(certificate), certificate }
}

export const redfishUser = user

async function makeCertificate(settings: RigSettings): Promise<void> {
  const { key, certificate } = redfishPaths(settings)
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
  const subject = ["-subj", `/CN=${settings.name}`, "-addext", `subjectAltName=IP:${settings.hostAddress}`]
  await run("openssl", ["req", "-x509", ...curve, "-days", "3650", ...subject, "-keyout", key, "-out", certificate])
}

async function isRunning(settings: RigSettings): Promise<boolean> {
  const processes = await processesOfRig(settings)
  return processes.some((pid) => commandLineOf(pid)?.endsWith(program))
}

function isListening(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port: redfishPort }, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", () => resolve(false))
  })
}
