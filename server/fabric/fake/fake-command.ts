import type { Command, Executed, Printed } from "../fabric-driver"

function printed(text: string, limitBytes: number): Printed {
  const bytes = Buffer.from(text)
  return { text: bytes.subarray(0, limitBytes).toString(), truncated: bytes.byteLength > limitBytes }
}

type Outcome = { exitCode: number | null; out?: string; err?: string }

const programs: Record<string, (args: string[], seconds: number) => Outcome> = {
  echo: (args) => ({ exitCode: 0, out: `${args.join(" ")}\n` }),
  false: () => ({ exitCode: 1 }),
  seq: ([from, to]) => {
    const length = Math.max(0, Number(to) - Number(from) + 1)
    return { exitCode: 0, out: Array.from({ length }, (_, i) => `${Number(from) + i}\n`).join("") }
  },
  // Nobody waits in memory: what takes longer than its time is over at once.
  sleep: ([wanted], seconds) => ({ exitCode: Number(wanted) > seconds ? null : 0 }),
}

/** The few programs an instance in memory has. */
export function runFakeCommand({ command: [name, ...args], seconds, limitBytes }: Command): Executed {
  const program = programs[name]
  const { exitCode, out = "", err = "" } = program?.(args, seconds) ?? { exitCode: 127, err: `${name}: not found\n` }
  return { exitCode, stdout: printed(out, limitBytes), stderr: printed(err, limitBytes) }
}
