import { readFile } from "node:fs/promises"
import WebSocket from "ws"
import { until } from "../tests/e2e/rig/until"

/** Node says so in its log when it was asked for its inspector. */
const listening = /Debugger listening on (ws:\/\/\S+)/g

/**
 * Memory that a Node process still needs, MiB: its heap right after it was collected. What it has of the machine says less: on a large
 * one a heap is collected late. Started with `--inspect-port=0`; `logPath`: where its errors go.
 */
export async function collectedHeap(pid: number, logPath: string): Promise<number> {
  process.kill(pid, "SIGUSR1")
  const address = await until("inspector", async () => {
    const found = [...(await readFile(logPath, "utf8")).matchAll(listening)]
    return found.at(-1)?.[1]
  })
  const inspector = new WebSocket(address)
  await new Promise((resolve, reject) => inspector.once("open", resolve).once("error", reject))
  try {
    await ask(inspector, "HeapProfiler.enable")
    await ask(inspector, "HeapProfiler.collectGarbage")
    const { usedSize } = (await ask(inspector, "Runtime.getHeapUsage")) as { usedSize: number }
    return usedSize / 1_048_576
  } finally {
    inspector.close()
  }
}

let last = 0

function ask(inspector: WebSocket, method: string): Promise<unknown> {
  const id = ++last
  return new Promise((resolve, reject) => {
    const hear = (data: WebSocket.RawData) => {
      const answer = JSON.parse(data.toString()) as { id?: number; result?: unknown; error?: { message: string } }
      if (answer.id !== id) return
      inspector.off("message", hear)
      if (answer.error) reject(new Error(`${method}: ${answer.error.message}`))
      else resolve(answer.result)
    }
    inspector.on("message", hear)
    inspector.send(JSON.stringify({ id, method }))
  })
}
