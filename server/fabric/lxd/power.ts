import { setTimeout as pause } from "node:timers/promises"
import { Agent, request } from "undici"
import { z } from "zod"
import type { PowerControl } from "../cluster-gate"
import { FabricError } from "../fabric-driver"

const System = z.object({ PowerState: z.string() })
/** A controller that does not answer in this time is asked again by the next pass, ms. */
const patienceMs = 5_000
const pollMs = 200

/** Power of members through their management controllers (Redfish, DMTF DSP0266). */
export class Redfish {
  private readonly agent: Agent

  constructor(private readonly control: PowerControl) {
    this.agent = new Agent({
      connect: control.certificate ? { ca: control.certificate, checkServerIdentity: () => undefined } : {},
    })
  }

  private async call(method: "GET" | "POST", path: string, body: object | null, signal: AbortSignal): Promise<unknown> {
    const { url, user, password } = this.control
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`
    try {
      const answer = await request(new URL(path, url), {
        dispatcher: this.agent,
        method,
        headers: { authorization, ...(body ? { "content-type": "application/json" } : {}) },
        body: body ? JSON.stringify(body) : null,
        signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      })
      const text = await answer.body.text()
      if (answer.statusCode >= 300)
        throw new FabricError("failed", `power control answered ${answer.statusCode} to ${method} ${path}`, true)
      return text === "" ? null : JSON.parse(text)
    } catch (error) {
      if (error instanceof FabricError) throw error
      if (signal.aborted) throw signal.reason
      throw new FabricError(
        "failed",
        `power control does not answer: ${error instanceof Error ? error.message : String(error)}`,
        true,
      )
    }
  }

  private readonly systemPath = (member: string) => `/redfish/v1/Systems/${encodeURIComponent(member)}`

  async isOn(member: string, signal: AbortSignal): Promise<boolean> {
    return System.parse(await this.call("GET", this.systemPath(member), null, signal)).PowerState !== "Off"
  }

  private async reset(member: string, type: "On" | "ForceOff", signal: AbortSignal): Promise<void> {
    await this.call("POST", `${this.systemPath(member)}/Actions/ComputerSystem.Reset`, { ResetType: type }, signal)
  }

  /** Returns once the controller says so: an order that was taken is no proof. */
  async off(member: string, signal: AbortSignal): Promise<void> {
    if (await this.isOn(member, signal)) await this.reset(member, "ForceOff", signal)
    while (await this.isOn(member, signal)) await pause(pollMs, undefined, { signal })
  }

  async on(member: string, signal: AbortSignal): Promise<void> {
    if (await this.isOn(member, signal)) return
    await this.reset(member, "On", signal)
    while (!(await this.isOn(member, signal))) await pause(pollMs, undefined, { signal })
  }

  /** Names of the systems the controller knows. Throws FabricError when it does not answer. */
  async systems(signal: AbortSignal): Promise<string[]> {
    const found = z
      .object({ Members: z.array(z.object({ "@odata.id": z.string() })) })
      .parse(await this.call("GET", "/redfish/v1/Systems", null, signal))
    return found.Members.map((m) => decodeURIComponent(m["@odata.id"].split("/").at(-1) ?? ""))
  }
}
