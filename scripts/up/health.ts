import { pause } from "../process-identity"
import { say } from "./console-lines"

const patienceMs = 15_000
const limitMs = 180_000

/** Waits until the portal says that everything is ready; says why it is not when that takes long. */
export async function waitForHealth(port: number, stop: AbortSignal): Promise<void> {
  const began = performance.now()
  let toldAt = began
  for (;;) {
    stop.throwIfAborted()
    const refusal = await askHealth(port)
    if (refusal === undefined) return
    const now = performance.now()
    if (now - began > limitMs) throw new Error(`The portal is not ready after ${limitMs / 1000} s: ${refusal}`)
    if (now - toldAt > patienceMs) {
      say("up", `not ready yet: ${refusal}`)
      toldAt = now
    }
    await pause(100)
  }
}

/** Undefined when healthy, else what is wrong. */
async function askHealth(port: number): Promise<string | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/health`, { signal: AbortSignal.timeout(5_000) })
    const text = await response.text()
    return response.status === 200 ? undefined : `${response.status} ${text.slice(0, 300)}`
  } catch (error) {
    const { message, cause } = error as Error
    return cause instanceof Error ? cause.message : message
  }
}
