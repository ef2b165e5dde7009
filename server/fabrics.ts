import { join, resolve } from "node:path"
import type { Db } from "./db"
import type { Deps } from "./domain/deps"
import { loadClusterAccess } from "./domain/hosting"
import type { Env } from "./env"
import { createEmbeddedFabric } from "./fabric/embedded/embedded-fabric"
import type { FabricDriver } from "./fabric/fabric-driver"
import { availableImages, createLxdFabric, createLxdGate } from "./fabric/lxd"

type Trouble = (error: unknown, what: string) => void

const imagesDirOf = (env: Env): string => env.IMAGES_DIR ?? join(env.DATA_DIR, "images")

/** The drivers this process can speak to machines with: one for all embedded nodes, one for each connected cluster. */
export function openFabrics(env: Env, db: Db, onTrouble: Trouble): Deps["fabricOf"] {
  const embedded = createEmbeddedFabric({
    dataDir: env.DATA_DIR,
    agentScript: `${env.BUNDLE_DIR}/agent.mjs`,
  })
  const clusters = new Map<string, FabricDriver>()
  return ({ id, fabric }) => {
    if (fabric === "embedded") return embedded
    const known = clusters.get(id)
    if (known) return known
    const driver = createLxdFabric({
      source: () => loadClusterAccess(db, id, env.ENCRYPTION_KEY),
      imagesDir: imagesDirOf(env),
      contentDir: resolve(env.BUNDLE_DIR, "content"),
      onTrouble,
    })
    clusters.set(id, driver)
    return driver
  }
}

/** The gate to clusters of this process. */
export const openClusters = (env: Env): Deps["clusters"] =>
  createLxdGate({ availableImages: () => availableImages(imagesDirOf(env)) })
