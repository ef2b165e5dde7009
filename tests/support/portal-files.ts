import { portalUrl } from "../e2e/rig/addresses"
import type { Company, Vdc } from "../e2e/rig/company"

const addressOf = (company: Company, volumeId: string, path: string): string =>
  `${portalUrl()}/api/v1/volumes/${volumeId}/files/${path}?tenantId=${company.id}`

async function ask(company: Company, address: string, init: RequestInit): Promise<Response> {
  const headers = { ...company.session.headers, "content-type": "application/octet-stream" }
  const answer = await fetch(address, { ...init, headers })
  if (!answer.ok) throw new Error(`${init.method} ${address}: ${answer.status} ${await answer.text()}`)
  return answer
}

/** By REST, as the volume browser and people's scripts do. */
export const uploadFile = (company: Company, volumeId: string, path: string, body: string): Promise<Response> =>
  ask(company, addressOf(company, volumeId, path), { method: "PUT", body })

export const deleteFile = (company: Company, volumeId: string, path: string): Promise<Response> =>
  ask(company, addressOf(company, volumeId, path), { method: "DELETE" })

export async function downloadArchive(company: Company, snapshotId: string): Promise<ArrayBuffer> {
  const address = `${portalUrl()}/api/v1/snapshots/${snapshotId}/archive?tenantId=${company.id}`
  return (await ask(company, address, { method: "GET" })).arrayBuffer()
}

/** The snapshot it became. */
export async function uploadArchive(
  company: Company,
  vdc: Vdc,
  name: string,
  body: ArrayBuffer,
): Promise<{ id: string }> {
  const address = `${portalUrl()}/api/v1/vdcs/${vdc.id}/archive?tenantId=${company.id}&name=${name}`
  return (await ask(company, address, { method: "POST", body })).json() as Promise<{ id: string }>
}
