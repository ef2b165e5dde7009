import type WebSocket from "ws"
import { EngineError } from "./engine-error"
import type { EngineHttp, Operation } from "./engine-http"
import { opened, socketOf } from "./exec"
import { customVolumes, offerVolume, receiving, type Transfer } from "./volume-transfer"

/** Neither engine said anything for so long: it is broken off, and asked for again, ms. */
const silentMs = 300_000
/** So much may wait for the slower of the two, bytes. */
const mostWaiting = 4 * 1024 * 1024

/**
 * Two clusters need not reach each other, and mostly cannot: one offers, the other waits for what is pushed, and here each one's sockets
 * are joined. Nothing of it is kept.
 */
export async function relayVolume(copy: Transfer, signal: AbortSignal): Promise<void> {
  const { from, to } = copy
  const [source, target] = [await from.cluster.http(), await to.cluster.http()]
  const offer = await offerVolume(copy, signal)
  const call = await receiving(copy, { mode: "push" }, signal)
  const wish = await target.start(to.member.address, await customVolumes(to.cluster), call)
  const ends = [
    { http: source, address: from.member.address, operation: offer },
    { http: target, address: to.member.address, operation: wish },
  ] as const
  const sockets = Object.keys(secretsOf(wish)).map((name) => ends.map((end) => socketAt(end, name)))
  const abort = () => {
    for (const socket of sockets.flat()) socket.terminate()
  }
  signal.addEventListener("abort", abort, { once: true })
  const silence = setTimeout(abort, silentMs)
  for (const socket of sockets.flat()) socket.on("message", () => silence.refresh())
  const ended = ends.map(({ http, address, operation }) =>
    http.ended(address, `/1.0/operations/${operation.id}`, "copy to another cluster", signal),
  )
  // The one that broke says why; the other one only that it was left.
  for (const each of ended) each.catch(abort)
  try {
    for (const [a, b] of sockets) if (a && b) join(a, b)
    await Promise.all(sockets.flat().map((socket) => opened(socket, signal)))
    await Promise.all(ended)
  } finally {
    clearTimeout(silence)
    signal.removeEventListener("abort", abort)
    abort()
  }
}

const secretsOf = (operation: Operation): Record<string, string> => (operation.metadata ?? {}) as Record<string, string>

function socketAt(end: { http: EngineHttp; address: string; operation: Operation }, name: string): WebSocket {
  const secret = secretsOf(end.operation)[name]
  if (!secret) throw new EngineError(0, `the two engines do not agree on a socket “${name}”`, "copy to another cluster")
  return socketOf(end.http, end.address, end.operation.id, secret)
}

function join(a: WebSocket, b: WebSocket): void {
  pass(a, b)
  pass(b, a)
}

/** Each message as it came, since engines tell the end of their data by its kind, and no faster than the other side takes them. */
function pass(from: WebSocket, to: WebSocket): void {
  const waiting: { data: Buffer; binary: boolean }[] = []
  const send = ({ data, binary }: { data: Buffer; binary: boolean }) => {
    if (to.readyState !== to.OPEN) return
    to.send(data, { binary }, () => {
      if (from.isPaused && to.bufferedAmount < mostWaiting / 4) from.resume()
    })
    if (to.bufferedAmount > mostWaiting) from.pause()
  }
  from.on("message", (data: Buffer, binary: boolean) => {
    if (to.readyState === to.CONNECTING) waiting.push({ data, binary })
    else send({ data, binary })
  })
  to.on("open", () => {
    for (const message of waiting.splice(0)) send(message)
  })
  from.on("close", () => to.close())
  // What became of the copy is told by the two operations.
  from.on("error", () => from.terminate())
}
