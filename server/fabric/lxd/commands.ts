import { randomUUID } from "node:crypto"
import type { Readable } from "node:stream"
import { setTimeout as pause } from "node:timers/promises"
import type { Printed } from "../fabric-driver"
import type { Cluster } from "./cluster"
import { asFabricError, EngineError } from "./engine-error"
import { exec, type Running, type Where } from "./exec"

/** What a command came to, and the beginning of what it said. */
export type Finished = { code: number; stdout: Printed; stderr: Printed }

/** What a command that ended with another code than 0 has to say. */
export type Refusal = (ended: { code: number; errors: string }) => Error

/** Kept of what a command says of errors. */
export const mostErrorBytes = 16_384
/** So long after a command's exit code what it says of errors may take to arrive, ms. */
const errorsMs = 1_000

/**
 * A command whose output is followed by `mark` and its exit code, its errors by `mark`, and which ends only once its input does: engines
 * close all connections as soon as a command has ended, and what a slow reader has not read of them by then is lost.
 */
const waiting = (mark: string, command: readonly string[]): string[] => [
  "sh",
  "-c",
  '"$@" </dev/null; code=$?; printf "%s%03d" "$0" "$code"; printf "%s" "$0" >&2; read -r _; exit "$code"',
  mark,
  ...command,
]
const codeBytes = 3

/** What comes before `mark`; `found` gets the `more` bytes after it. Without one, everything. What comes after is not read. */
export async function* upToMark(
  stream: Readable,
  mark: Buffer,
  more: number,
  found: (after: Buffer) => void,
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk])
    const at = rest.indexOf(mark)
    // What may be the beginning of the mark is not handed out yet.
    const known = at >= 0 ? at : Math.max(0, rest.byteLength - mark.byteLength + 1)
    if (known > 0) yield rest.subarray(0, known)
    rest = rest.subarray(known)
    if (at < 0 || rest.byteLength < mark.byteLength + more) continue
    found(rest.subarray(mark.byteLength, mark.byteLength + more))
    return
  }
  if (rest.byteLength > 0) yield rest
}

/** Reads to the end and keeps the beginning. A character that is cut in two is left out. */
export async function gathered(stream: AsyncIterable<Uint8Array>, limitBytes: number): Promise<Printed> {
  const decoder = new TextDecoder()
  let text = ""
  let bytes = 0
  for await (const chunk of stream) {
    text += decoder.decode(chunk.subarray(0, Math.max(0, limitBytes - bytes)), { stream: true })
    bytes += chunk.byteLength
  }
  return { text: bytes > limitBytes ? text : text + decoder.decode(), truncated: bytes > limitBytes }
}

/**
 * Runs a command that takes no input to its end, and keeps the first `limitBytes` each of what it prints and of its errors. Rejects when
 * not all of it was heard. A command whose shell was killed (`isCut`) may not have said everything.
 */
export async function runWhole(
  cluster: Cluster,
  where: Where,
  command: readonly string[],
  signal: AbortSignal,
  limitBytes: number,
): Promise<Finished & { isCut: boolean }> {
  const text = randomUUID()
  const mark = Buffer.from(text)
  const run = await exec(cluster, where, waiting(text, command), signal)
  const found: { code?: number; errors?: true } = {}
  const output = upToMark(run.output, mark, codeBytes, (code) => {
    found.code = Number(code.toString())
  })
  const errors = upToMark(run.errors, mark, 0, () => {
    found.errors = true
  })
  try {
    const [stdout, stderr] = await Promise.all([gathered(output, limitBytes), gathered(errors, limitBytes)])
    if (found.code !== undefined && found.errors) return { code: found.code, stdout, stderr, isCut: false }
    const { code, why } = await run.ended()
    return { code, stdout, stderr: stderr.text ? stderr : { text: why, truncated: false }, isCut: true }
  } finally {
    if (found.code === undefined) run.abort()
    else run.part()
  }
}

/**
 * What a command prints, as it comes. It ends when the command has ended well; when it has not, or not all of it was heard, it throws
 * what `refusal` makes of its exit code and errors. Throws at once when its output broke already: as a stream that would be an empty one.
 */
export async function outputOf(
  cluster: Cluster,
  where: Where,
  command: readonly string[],
  refusal: Refusal,
  signal: AbortSignal,
): Promise<AsyncGenerator<Uint8Array>> {
  const mark = randomUUID()
  const run = await exec(cluster, where, waiting(mark, command), signal)
  if (run.output.errored) throw run.output.errored
  return wholeOutput(run, Buffer.from(mark), refusal)
}

async function* wholeOutput(run: Running, mark: Buffer, refusal: Refusal): AsyncGenerator<Uint8Array> {
  let code: number | undefined
  let isParting = false
  const said = gathered(
    upToMark(run.errors, mark, 0, () => undefined),
    mostErrorBytes,
  ).then(({ text }) => text)
  // Only of interest when the command went wrong, and nothing to wait for if its connection did.
  const errors = said.catch(() => "")
  try {
    yield* upToMark(run.output, mark, codeBytes, (text) => {
      code = Number(text.toString())
    })
    // Engines kill a command whose connections break, and its output then ends as if that were all of it.
    const isKilled = code === undefined
    code ??= (await run.ended()).code
    if (code !== 0) throw refusal({ code, errors: await Promise.race([errors, pause(errorsMs, "", { ref: false })]) })
    if (isKilled) throw new EngineError(0, "the output ended in the middle", "exec")
    run.part()
    isParting = true
  } catch (error) {
    throw asFabricError(error)
  } finally {
    if (!isParting) run.abort()
  }
}

/** A command that is given input. Its output is not wanted. */
export type Fed = {
  input(chunk: Uint8Array): Promise<void>
  endInput(): void
  abort(): void
  /** `errors`: empty also when what it said of them got lost. */
  ended(): Promise<{ code: number; errors: string }>
}

export async function feed(
  cluster: Cluster,
  where: Where,
  command: readonly string[],
  signal: AbortSignal,
): Promise<Fed> {
  const run = await exec(cluster, where, command, signal)
  run.output.resume()
  const said = gathered(run.errors, mostErrorBytes).then(({ text }) => text)
  const errors = said.catch(() => "")
  return {
    input: run.input,
    endInput: run.endInput,
    abort: run.abort,
    ended: async () => {
      try {
        const { code, why } = await run.ended()
        return { code, errors: (await errors) || why }
      } finally {
        run.abort()
      }
    },
  }
}
