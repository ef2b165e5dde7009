import { randomUUID } from "node:crypto"
import { expect, test } from "vitest"
import type { FabricDriver } from "../../server/fabric/fabric-driver"
import { instanceSpec, never, refusal, run, untilState } from "./fabric-specs"

const asked = { seconds: 20, limitBytes: 4_096 }

type Fabric = { driver: FabricDriver; refusesCommands?: boolean }

/** Commands and consoles in components that run, where those are kept apart from their machine. */
export function commandsAreRun(fabric: () => Fabric, poweredNode: () => Promise<string>): void {
  test("a command is run to its end, or refused with the reason", async () => {
    const { driver, refusesCommands } = fabric()
    const spec = instanceSpec(await poweredNode())
    await run(driver, spec)
    const window = { columns: 80, rows: 24 }
    const hello = { ...asked, command: ["echo", "hello", "$HOME; héllo"] as [string, ...string[]] }
    if (refusesCommands) {
      await expect(driver.exec(spec, hello, never)).rejects.toEqual(refusal("not_supported"))
      await expect(driver.openConsole(spec, window, never)).rejects.toEqual(refusal("not_supported"))
      return
    }
    const nothing = { text: "", truncated: false }
    // No shell reads it.
    expect(await driver.exec(spec, hello, never)).toEqual({
      exitCode: 0,
      stdout: { text: "hello $HOME; héllo\n", truncated: false },
      stderr: nothing,
    })
    expect(await driver.exec(spec, { ...asked, command: ["false"] }, never)).toMatchObject({ exitCode: 1 })
    const missing = await driver.exec(spec, { ...asked, command: ["no-such-command"] }, never)
    expect(missing).toMatchObject({ exitCode: 127, stdout: nothing })
    expect(missing.stderr.text).toMatch(/no-such-command/)

    const long = await driver.exec(spec, { ...asked, command: ["seq", "1", "100000"] }, never)
    expect(long).toMatchObject({ exitCode: 0, stdout: { truncated: true }, stderr: nothing })
    expect(long.stdout.text).toMatch(/^1\n2\n3\n/)
    expect(Buffer.byteLength(long.stdout.text)).toBe(asked.limitBytes)

    const slow = await driver.exec(spec, { ...asked, seconds: 1, command: ["sleep", "600"] }, never)
    expect(slow).toEqual({ exitCode: null, stdout: nothing, stderr: nothing })

    await driver.ensureInstance({ ...spec, wanted: "stopped" }, never)
    await untilState(driver, spec, "stopped")
    await expect(driver.exec(spec, hello, never)).rejects.toEqual(refusal("not_found"))
    await expect(driver.openConsole(spec, window, never)).rejects.toEqual(refusal("not_found"))
    await expect(driver.exec({ ...spec, instanceId: randomUUID() }, hello, never)).rejects.toEqual(refusal("not_found"))
  })
}
