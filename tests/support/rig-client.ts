import type { RigDataCenter } from "../../scripts/rig/rig-file"
import { type PinnedAnswer, pinnedRequest } from "./pinned-request"
import type { Identity } from "./self-signed-certificate"

/** Makes a data center trust a client, by the token it gave out; as a driver does when it is connected. */
export async function joinDataCenter(
  dataCenter: RigDataCenter,
  token: string,
  client: Identity,
): Promise<PinnedAnswer> {
  const body = JSON.stringify({ type: "client", password: token })
  return pinnedRequest(engineOf(dataCenter), "POST", "/1.0/certificates", { body, client })
}

export function engineOf({ addresses: [url], certificate, name }: RigDataCenter) {
  if (!url) throw new Error(`${name} has no address.`)
  return { url, certificate }
}

/** Asks a Redfish service, such as the rig's. */
export function askPowerControl(
  { redfish }: RigDataCenter,
  method: string,
  path: string,
  body?: object,
  password = redfish.password,
): Promise<PinnedAnswer> {
  const authorization = `Basic ${Buffer.from(`${redfish.user}:${password}`).toString("base64")}`
  const headers = { authorization, "content-type": "application/json" }
  return pinnedRequest(redfish, method, path, { headers, ...(body && { body: JSON.stringify(body) }) })
}
