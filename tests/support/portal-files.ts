import { portalUrl } from "../e2e/rig/addresses"
import type { Company } from "../e2e/rig/company"

const addressOf = (company: Company, volumeId: string, path: string): string =>
  `${portalUrl()}/api/v1/volumes/${volumeId}/files/${path}?tenantId=${company.id}`

async function ask(company: Company, address: string, init: RequestInit): Promise<void> {
  const headers = { ...company.session.headers, "content-type": "application/octet-stream" }
  const answer = await fetch(address, { ...init, headers })
  if (!answer.ok) throw new Error(`${init.method} ${address}: ${answer.status} ${await answer.text()}`)
}

/** By REST, as the volume browser and people's scripts do. */
export const uploadFile = (company: Company, volumeId: string, path: string, body: string): Promise<void> =>
  ask(company, addressOf(company, volumeId, path), { method: "PUT", body })

export const deleteFile = (company: Company, volumeId: string, path: string): Promise<void> =>
  ask(company, addressOf(company, volumeId, path), { method: "DELETE" })
