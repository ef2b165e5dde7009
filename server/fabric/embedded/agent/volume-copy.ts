import { mkdir } from "node:fs/promises"
import type { Readable } from "node:stream"
import type { CopySource } from "../../fabric-driver"
import { askAgent, doorOf } from "../agent-client"
import { nodeDirectoryOf, plainId, removeTree } from "../node-directory"
import { adminFrame, type Frame, receiveFrames } from "../postgres/base-stream"
import { chownTree, postgresUser } from "../postgres/engine"
import { refuse } from "./agent-failure"
import { bytesIn, scanTree } from "./file-tree"
import type { Volume } from "./volume"
import { plainPath } from "./volume-path"

/** Nothing that moves a copy on came for so long: it is made again. */
const silentMs = 60_000

/** Fetches what another volume holds from its node, which may be this one. Whole, or it fails. */
export async function copyInto(dataDir: string, volume: Volume, source: CopySource): Promise<void> {
  const door = await doorOf(nodeDirectoryOf(dataDir, plainId(source.ofNodeId)))
  const path = `/volumes/${plainId(source.ofVolumeId)}/copy`
  const json = { vdcId: source.ofVdcId }
  const answer = await askAgent(door, { method: "POST", path, json, timeoutMs: silentMs })
  await receiveFrames(answer, volume.data)
  await settle(volume)
}

async function settle(volume: Volume): Promise<void> {
  if (volume.spec.mirroring === "postgres") await chownTree(volume.data, await postgresUser())
  volume.usedBytes = bytesIn(await scanTree(volume.data))
}

/** Puts what comes in place of all the volume holds. Nobody uses it, and its frames come from outside: nothing else is written. */
export async function replaceContent(volume: Volume, stream: Readable): Promise<void> {
  let room = volume.spec.sizeGib * 1024 ** 3
  const admit = ({ path, bytes }: Frame) => {
    if (!(path === adminFrame && volume.spec.mirroring === "postgres")) plainPath(path)
    room -= bytes
    if (room < 0) throw refuse("no_space", `the volume has ${volume.spec.sizeGib} GiB and is full`)
  }
  await removeTree(volume.data)
  await mkdir(volume.data, { recursive: true, mode: 0o700 })
  await receiveFrames(stream, volume.data, admit)
  await settle(volume)
}
