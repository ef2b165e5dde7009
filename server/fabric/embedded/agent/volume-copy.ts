import type { CopySource } from "../../fabric-driver"
import { askAgent, doorOf } from "../agent-client"
import { nodeDirectoryOf, plainId } from "../node-directory"
import { receiveFrames } from "../postgres/base-stream"
import { chownTree, postgresUser } from "../postgres/engine"
import { bytesIn, scanTree } from "./file-tree"
import type { Volume } from "./volume"

/** Nothing that moves a copy on came for so long: it is made again. */
const silentMs = 60_000

/** Fetches what another volume holds from its node, which may be this one. Whole, or it fails. */
export async function copyInto(dataDir: string, volume: Volume, source: CopySource): Promise<void> {
  const door = await doorOf(nodeDirectoryOf(dataDir, plainId(source.ofNodeId)))
  const path = `/volumes/${plainId(source.ofVolumeId)}/copy`
  const json = { vdcId: source.ofVdcId }
  const answer = await askAgent(door, { method: "POST", path, json, timeoutMs: silentMs })
  await receiveFrames(answer, volume.data)
  if (volume.spec.mirroring === "postgres") await chownTree(volume.data, await postgresUser())
  volume.usedBytes = bytesIn(await scanTree(volume.data))
}
