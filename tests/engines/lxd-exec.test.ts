import { afterAll, beforeAll, expect, inject, test } from "vitest"
import { openRig } from "../../scripts/rig/rig"
import type { Console, InstanceSpec } from "../../server/fabric/fabric-driver"
import { instanceSpec, run, vdcId } from "../contract/fabric-specs"
import { type LxdUnderTest, openLxd } from "../support/lxd-under-test"

const never = new AbortController().signal
const limits = { seconds: 20, limitBytes: 16_384 }
let under: LxdUnderTest
let spec: InstanceSpec

beforeAll(async () => {
  const { options, images } = inject("testEngines")
  under = await openLxd(await openRig(options), "dc1", { images, withPower: true })
  const node = await under.newNode()
  await under.driver.ensureVdc({ vdcId, nodeIds: under.nodeIds(), memoryMib: 8192 }, never)
  await under.driver.powerOn(node, never)
  spec = instanceSpec(node.nodeId)
  await run(under.driver, spec)
})
afterAll(() => under?.close([vdcId]))

async function processes(): Promise<string> {
  const look = 'for f in /proc/[0-9]*/cmdline; do tr "\\0" " " < "$f"; echo; done 2>/dev/null'
  return (await under.driver.exec(spec, { ...limits, command: ["sh", "-c", look] }, never)).stdout.text
}

test("a command whose time is over is ended with all it started, though it does not want to", async () => {
  const stubborn = 'trap "" TERM; echo begun; sleep 4321 & sleep 4321'
  const ended = await under.driver.exec(spec, { ...limits, seconds: 1, command: ["sh", "-c", stubborn] }, never)
  expect(ended).toMatchObject({ exitCode: null, stdout: { text: "begun\n" } })
  const left = await processes()
  expect(left).toContain("sh -c")
  expect(left).not.toContain("sleep 4321")
})

/** What the terminal shows, as it grows. */
function watch(terminal: Console) {
  const screen = { text: "" }
  const over = (async () => {
    for await (const bytes of terminal.output) screen.text += Buffer.from(bytes).toString()
  })()
  over.catch(() => undefined)
  const type = (text: string) => terminal.input(Buffer.from(text))
  const sees = (text: string | RegExp) => expect.poll(() => screen.text, { timeout: 10_000 }).toMatch(text)
  return { screen, over, type, sees }
}

test("a console is a terminal of its size, and ends with its shell's code", async () => {
  const terminal = await under.driver.openConsole(spec, { columns: 100, rows: 30 }, never)
  const { over, type, sees } = watch(terminal)
  await type('stty size; id -un; echo "$TERM"; pwd\r')
  await sees(/30 100\r\n.*root\r\n.*xterm-256color\r\n\/root\r\n/s)
  terminal.resize({ columns: 132, rows: 43 })
  await expect
    .poll(async () => {
      await type("stty size\r")
      return sees(/43 132/).then(() => true)
    })
    .toBe(true)
  await type("exit 7\r")
  expect(await terminal.exitCode).toBe(7)
  await over
})

test("whoever hangs up takes along what ran at the terminal", async () => {
  const terminal = await under.driver.openConsole(spec, { columns: 80, rows: 24 }, never)
  const { type, sees } = watch(terminal)
  await type("sleep 5432\r")
  await sees(/sleep 5432/)
  await expect.poll(processes, { timeout: 10_000 }).toContain("sleep 5432")
  terminal.close()
  await expect.poll(processes, { timeout: 20_000 }).not.toContain("sleep 5432")
})
