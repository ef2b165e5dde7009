import { once } from "node:events"
import { Readable } from "node:stream"
import { setTimeout as pause } from "node:timers/promises"
import type WebSocket from "ws"
import type { Cluster } from "./cluster"
import { EngineError } from "./engine-error"
import type { EngineHttp } from "./engine-http"
import type { InstanceRow } from "./rows"

export type Where = Pick<InstanceRow, "name" | "project" | "location">

/** A command under way inside an instance. */
export type Running = {
  /** What it prints, as it comes. */
  output: Readable
  /** What it says of errors, as it comes. */
  errors: Readable
  /**
   * What it came to, of the engine: its exit code (-1: unknown), and why it could not be started if it was not. Rejects when its
   * connections broke and nothing is heard of its end.
   */
  ended(): Promise<{ code: number; why: string }>
  input(chunk: Uint8Array): Promise<void>
  endInput(): void
  /** It has said everything: it ends by itself once its input does, and is ended if it does not. */
  part(): void
  /** Nobody wants it any more. */
  abort(): void
}

/** So long after its sockets broke an engine may take to say that a command could not be started, ms. */
const verdictMs = 1_000
/** So long a command that has said everything may take to end, ms. */
const partingMs = 1_000
/** So long after its control socket an engine may take to close the others and to tell of a command's end, ms. */
const endMs = 10_000

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
export function messagesOf(
  socket: WebSocket,
  neverRan: () => Promise<boolean> = () => Promise.resolve(false),
): Readable {
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
    void Promise.race([neverRan(), pause(verdictMs, false, { ref: false })]).then((isEnd) => {
      if (isEnd) stream.push(null)
      else stream.destroy(broken())
    })
  })
  socket.on("error", (error) => stream.destroy(new EngineError(0, error.message, "exec")))
  // It may break before anybody reads: whoever reads then is told, and nobody else has to be.
  stream.on("error", () => undefined)
  return stream
}

const broken = () => new EngineError(0, "the connection broke in the middle", "exec")

/** Starts a command with its input, output and errors on sockets of their own. */
export async function exec(
  cluster: Cluster,
  where: Where,
  command: readonly string[],
  signal: AbortSignal,
): Promise<Running> {
  const [http, { address }] = [await cluster.http(), await cluster.memberNamed(where.location)]
  const operation = await http.start(address, `/1.0/instances/${encodeURIComponent(where.name)}/exec`, {
    query: { project: where.project },
    body: { command, environment: {}, interactive: false, "wait-for-websocket": true },
    signal,
  })
  const fds = (operation.metadata?.fds ?? {}) as Record<string, string>
  const open = (fd: string) => socketOf(http, address, operation.id, fds[fd])
  const sockets = { control: open("control"), input: open("0"), output: open("1"), errors: open("2") }
  const over = new AbortController()
  const abort = () => {
    signal.removeEventListener("abort", abort)
    over.abort(broken())
    for (const socket of Object.values(sockets)) socket.terminate()
  }
  signal.addEventListener("abort", abort, { once: true })
  const ended = asked(() =>
    http
      .ended(address, `/1.0/operations/${operation.id}`, command.join(" "), AbortSignal.any([signal, over.signal]))
      .then((op) => ({ code: exitCode(op.metadata), why: "" }), refused)
      .catch((error: unknown) => {
        throw over.signal.aborted && !signal.aborted ? over.signal.reason : error
      }),
  )
  const didNotRun = ({ why }: { why: string }) => why !== ""
  const neverRan = async () => !over.signal.aborted && ended().then(didNotRun, () => false)
  const running = { output: messagesOf(sockets.output, neverRan), errors: messagesOf(sockets.errors, neverRan) }
  // Engines drop it when the command ends, and kill a command that lost it; nothing is said on it here.
  sockets.control.on("error", () => sockets.control.terminate())
  sockets.control.on("close", () => setTimeout(abort, endMs).unref())
  sockets.input.on("error", () => sockets.input.terminate())
  try {
    await Promise.all(Object.values(sockets).map((socket) => opened(socket, signal)))
  } catch (error) {
    // One of them failed: the others would stay open for as long as the command waits for it.
    abort()
    throw error
  }
  const endInput = () => sockets.input.send("", () => undefined)
  return {
    ...running,
    ended,
    input: (chunk) =>
      new Promise((resolve, reject) =>
        sockets.input.send(chunk, { binary: true }, (error) =>
          error ? reject(new EngineError(0, error.message, "exec")) : resolve(),
        ),
      ),
    endInput,
    part: () => {
      signal.removeEventListener("abort", abort)
      endInput()
      for (const stream of Object.values(running)) stream.resume()
      setTimeout(abort, partingMs).unref()
    },
    abort,
  }
}

/** Asked for once, by whoever comes first. Whoever awaits it hears of its failure. */
function asked<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  return () => {
    if (!answer) {
      answer = ask()
      answer.catch(() => undefined)
    }
    return answer
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
