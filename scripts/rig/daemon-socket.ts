import http from "node:http"
import { join } from "node:path"
import { json } from "node:stream/consumers"
import { type Member, RigError } from "./rig-settings"

type Envelope = { type: "sync" | "async" | "error"; error?: string; metadata: unknown }

/** A file system's socket is reached from any network namespace: no process is started to ask a daemon something. */
export async function ask<T>(member: Member, path: string, timeoutSeconds = 15): Promise<T> {
  const answer = await new Promise<Envelope>((resolve, reject) => {
    const call = http.get({
      socketPath: join(member.lxdDirectory, "unix.socket"),
      path,
      headers: { host: "lxd" },
      signal: AbortSignal.timeout(timeoutSeconds * 1_000),
    })
    call.once("error", reject)
    call.once("response", (response) => (json(response) as Promise<Envelope>).then(resolve, reject))
  })
  if (answer.type === "error") throw new RigError(`${member.name} refuses ${path}: ${answer.error}`)
  return answer.metadata as T
}
