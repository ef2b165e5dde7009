import { once } from "node:events"
import { Readable } from "node:stream"
import { setTimeout as pause } from "node:timers/promises"
import type WebSocket from "ws"
import type { Printed } from "../fabric-driver"
import type { Cluster } from "./cluster"
import { EngineError } from "./engine-error"
import type { EngineHttp } from "./engine-http"
import type { InstanceRow } from "./rows"

type Where = Pick<InstanceRow, "name" | "project" | "location">

/** A command under way inside an instance. */
export type Running = {
  /** What it prints, as it comes. */
  output: Readable
  /** Its exit code and what it said of errors, once it has ended. */
  ended: Promise<{ code: number; errors: string; isCut: boolean }>
  /** Gives it input; false for `end` keeps its input open. */
  input(chunk: Uint8Array): Promise<void>
  endInput(): void
  abort(): void
}

const mostErrorBytes = 16_384
/** So long after its sockets broke an engine may take to say that a command could not be started, ms. */
const verdictMs = 1_000

export async function opened(socket: WebSocket, signal: AbortSignal): Promise<void> {
  if (socket.readyState === socket.OPEN) return
  try {
    await once(socket, "open", { signal })
  } catch (error) {
    socket.terminate()
    if (signal.aborted) throw signal.reason
    throw new EngineError(0, error instanceof Error ? error.message : String(error), "exec")
  }
}

/**
 * Messages of a data socket; an empty text frame is its end. A socket that breaks before that is an error, not an end, unless `neverRan`:
 * of a command that could not be started engines drop the sockets as it comes.
 */
export function messagesOf(socket: WebSocket, neverRan: Promise<boolean> = Promise.resolve(false)): Readable {
  let isOver = false
  const stream = new Readable({
    read: () => socket.resume(),
    destroy: (error, done) => {
      if (error) socket.terminate()
      done(error)
    },
  })
  socket.on("message", (data: Buffer, isBinary: boolean) => {
    if (!isBinary) {
      isOver = true
      stream.push(null)
      socket.close()
    } else if (!stream.push(data)) socket.pause()
  })
  socket.on("close", () => {
    if (isOver) return
    // A command that goes on without it says nothing of that: whoever reads does not wait for its end.
    void Promise.race([neverRan, pause(verdictMs, false, { ref: false })]).then((isEnd) => {
      if (isEnd) stream.push(null)
      else stream.destroy(new EngineError(0, "the connection broke in the middle", "exec"))
    })
  })
  socket.on("error", (error) => stream.destroy(new EngineError(0, error.message, "exec")))
  // It may break before anybody reads: whoever reads then is told, and nobody else has to be.
  stream.on("error", () => undefined)
  return stream
}

/** Reads to the end and keeps the beginning. A character that is cut in two is left out. */
export async function gathered(stream: Readable, limitBytes: number): Promise<Printed> {
  const decoder = new TextDecoder()
  let text = ""
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    text += decoder.decode(chunk.subarray(0, Math.max(0, limitBytes - bytes)), { stream: true })
    bytes += chunk.byteLength
  }
  return { text: bytes > limitBytes ? text : text + decoder.decode(), truncated: bytes > limitBytes }
}

/** Starts a command with its input, output and errors on sockets of their own. */
export async function exec(
  cluster: Cluster,
  where: Where,
  command: string[],
  signal: AbortSignal,
  errorLimitBytes = mostErrorBytes,
): Promise<Running> {
  const [http, { address }] = [await cluster.http(), await cluster.memberNamed(where.location)]
  const operation = await http.start(address, `/1.0/instances/${encodeURIComponent(where.name)}/exec`, {
    query: { project: where.project },
    body: { command, environment: {}, interactive: false, "wait-for-websocket": true },
    signal,
  })
  const fds = (operation.metadata?.fds ?? {}) as Record<string, string>
  const open = (fd: string) => socketOf(http, address, operation.id, fds[fd])
  const [control, input, output, errors] = [open("control"), open("0"), open("1"), open("2")]
  // The engine drops the control socket when the command ends; nothing is said on it here.
  control.on("error", () => control.terminate())
  input.on("error", () => input.terminate())
  let tell: (isSo: boolean) => void = () => undefined
  const neverRan = new Promise<boolean>((resolve) => {
    tell = resolve
  })
  const printed = messagesOf(output, neverRan)
  const said = gathered(messagesOf(errors, neverRan), errorLimitBytes)
  // Whoever awaits `ended` hears of it; until then it is nobody's unhandled rejection.
  said.catch(() => undefined)
  const abort = () => {
    tell(false)
    for (const socket of [control, input, output, errors]) socket.terminate()
  }
  signal.addEventListener("abort", abort, { once: true })
  try {
    await Promise.all([control, input, output, errors].map((socket) => opened(socket, signal)))
  } catch (error) {
    // One of them failed: the others would stay open for as long as the command waits for it.
    signal.removeEventListener("abort", abort)
    abort()
    throw error
  }
  const ended = http
    .ended(address, `/1.0/operations/${operation.id}`, command.join(" "), signal)
    .then((op) => ({ code: exitCode(op.metadata), why: "" }), refused)
    .then(async ({ code, why }) => {
      tell(why !== "")
      const { text, truncated } = await said
      return { code, errors: text || (why && `${command[0]}: ${why}\n`), isCut: truncated }
    })
    .finally(() => {
      tell(false)
      signal.removeEventListener("abort", abort)
      input.close()
      control.close()
    })
  ended.catch(() => undefined)
  return {
    output: printed,
    ended,
    input: (chunk) =>
      new Promise((resolve, reject) =>
        input.send(chunk, { binary: true }, (error) =>
          error ? reject(new EngineError(0, error.message, "exec")) : resolve(),
        ),
      ),
    endInput: () => input.send(""),
    abort,
  }
}

export const exitCode = (metadata: Record<string, unknown> | null): number =>
  typeof metadata?.return === "number" ? metadata.return : -1

/** Engines make an error of two exit codes, whoever ended with them. */
function refused(error: unknown): { code: number; why: string } {
  if (error instanceof EngineError && error.message === "Command not found") return { code: 127, why: error.message }
  if (error instanceof EngineError && error.message === "Command not executable")
    return { code: 126, why: error.message }
  throw error
}

export const socketOf = (http: EngineHttp, address: string, operation: string, secret: string | undefined): WebSocket =>
  http.socket(address, `/1.0/operations/${operation}/websocket`, { secret: secret ?? "" })
