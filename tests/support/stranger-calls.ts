import { apiErrorOf } from "../../components/api-error"
import { portalUrl } from "../e2e/rig/addresses"
import type { Company } from "../e2e/rig/company"

/** What a stranger may have got to know of somebody's: ids are no secrets. */
export type Known = { tenantId: string; vdcId: string; applicationId: string; componentId: string; volumeId: string }

export type Attempt = { what: string; outcome: string }

/**
 * Everything that reaches a company's machines, tried by somebody of another company: once in the name of the company whose they are,
 * once in the stranger's own. Each outcome is the answer's error code, or `done`.
 */
export async function callAsStranger(stranger: Company, known: Known): Promise<Attempt[]> {
  const { api } = stranger
  const attempts: Attempt[] = []
  const attempt = async (what: string, call: Promise<unknown>) =>
    attempts.push({
      what,
      outcome: await call.then(
        () => "done",
        (error: unknown) => apiErrorOf(error).code,
      ),
    })
  for (const tenantId of [known.tenantId, stranger.id]) {
    const as = tenantId === stranger.id ? "in its own name" : "in the other's name"
    const application = { tenantId, applicationId: known.applicationId }
    const component = { tenantId, componentId: known.componentId }
    const volume = { tenantId, volumeId: known.volumeId }
    await attempt(`get ${as}`, api.applications.get.query(application))
    await attempt(`stop ${as}`, api.applications.stop.mutate(application))
    await attempt(`copy ${as}`, api.applications.copy.mutate({ ...application, name: "mine-now" }))
    await attempt(`delete ${as}`, api.applications.delete.mutate(application))
    await attempt(`logs ${as}`, api.components.logs.query(component))
    await attempt(`restart ${as}`, api.components.restart.mutate(component))
    await attempt(`exec ${as}`, api.components.exec.mutate({ ...component, command: ["id"] }))
    await attempt(`look into a volume ${as}`, api.volumes.files.query({ ...volume, path: "" }))
    await attempt(`trash a volume ${as}`, api.volumes.delete.mutate(volume))
    await attempt(`nodes ${as}`, api.vdcs.nodes.query({ tenantId, vdcId: known.vdcId }))
    for (const method of ["GET", "PUT", "DELETE"])
      await attempt(`${method} a file ${as}`, askForFile(stranger, tenantId, known.volumeId, method))
  }
  return attempts
}

async function askForFile(stranger: Company, tenantId: string, volumeId: string, method: string): Promise<void> {
  const url = new URL(`/api/v1/volumes/${volumeId}/files/secret.txt?tenantId=${tenantId}`, portalUrl())
  const headers = { ...stranger.session.headers, "content-type": "application/octet-stream" }
  const answer = await fetch(url, { method, headers, ...(method === "PUT" && { body: "mine now" }) })
  const text = await answer.text()
  if (answer.ok) return
  throw Object.assign(new Error(text), { data: { api: JSON.parse(text) as unknown } })
}
