import type WebSocket from "ws"
import type { Console, TerminalSize } from "../fabric-driver"
import type { Cluster } from "./cluster"
import { asFabricError, EngineError } from "./engine-error"
import { exitCode, messagesOf, opened, socketOf } from "./exec"
import type { InstanceRow } from "./rows"

type Where = Pick<InstanceRow, "name" | "project" | "location">

/** The best shell there is, as a login: images need not have more than `sh`. */
const shell = ["sh", "-c", "cd; if command -v bash >/dev/null; then exec bash -l; else exec sh -l; fi"]

/** A shell at a terminal inside an instance. The engine hangs up on it as soon as one of its two sockets is gone. */
export async function openConsole(
  cluster: Cluster,
  where: Where,
  { columns, rows }: TerminalSize,
  signal: AbortSignal,
): Promise<Console> {
  const [http, { address }] = [await cluster.http(), await cluster.memberNamed(where.location)]
  const operation = await http.start(address, `/1.0/instances/${encodeURIComponent(where.name)}/exec`, {
    query: { project: where.project },
    body: {
      command: shell,
      environment: { TERM: "xterm-256color" },
      interactive: true,
      width: columns,
      height: rows,
      "wait-for-websocket": true,
    },
    signal,
  })
  const fds = (operation.metadata?.fds ?? {}) as Record<string, string>
  const open = (fd: string) => socketOf(http, address, operation.id, fds[fd])
  const [control, terminal] = [open("control"), open("0")]
  const hangUp = () => {
    for (const socket of [control, terminal]) socket.terminate()
  }
  control.on("error", hangUp)
  control.on("close", () => terminal.readyState === terminal.CONNECTING && terminal.terminate())
  const output = messagesOf(terminal)
  try {
    await Promise.all([control, terminal].map((socket) => opened(socket, signal)))
  } catch (error) {
    hangUp()
    throw error
  }
  // Of the session, not of opening it: it lasts as long as somebody wants it.
  const code = http
    .ended(address, `/1.0/operations/${operation.id}`, "console", new AbortController().signal)
    .then((ended) => exitCode(ended.metadata))
    .catch((error: unknown) => {
      throw asFabricError(error)
    })
    .finally(() => control.close())
  // Whoever awaits it hears of it.
  code.catch(() => undefined)
  return {
    output,
    input: (bytes) => sent(terminal, bytes),
    resize: (size) => {
      const args = { width: String(size.columns), height: String(size.rows) }
      if (control.readyState === control.OPEN) control.send(JSON.stringify({ command: "window-resize", args }))
    },
    exitCode: code,
    close: hangUp,
  }
}

const sent = (socket: WebSocket, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) =>
    socket.send(bytes, { binary: true }, (error) =>
      error ? reject(asFabricError(new EngineError(0, error.message, "console"))) : resolve(),
    ),
  )
