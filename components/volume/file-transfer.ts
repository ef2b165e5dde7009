import { sendFile, TransferError } from "../file-sending"
import { csrfHeaders } from "../trpc"

/** Address of one file of a volume. Each part of the path is encoded, the slashes stay. */
export const fileUrl = (volumeId: string, path: string, tenantId: string): string =>
  `/api/v1/volumes/${volumeId}/files/${path.split("/").map(encodeURIComponent).join("/")}?tenantId=${tenantId}`

/** Streams a file into a volume. `onProgress` gets 0–1. */
export const putFile = (
  target: { volumeId: string; path: string; tenantId: string },
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> =>
  sendFile("PUT", fileUrl(target.volumeId, target.path, target.tenantId), file, onProgress, signal).then(
    () => undefined,
  )

export async function deleteFile(target: { volumeId: string; path: string; tenantId: string }): Promise<void> {
  const response = await fetch(fileUrl(target.volumeId, target.path, target.tenantId), {
    method: "DELETE",
    headers: csrfHeaders,
  })
  if (!response.ok) throw new TransferError(response.status, await response.text())
}
