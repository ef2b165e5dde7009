import type { Env } from "./env"
import { createEmbeddedFabric } from "./fabric/embedded/embedded-fabric"
import type { FabricDriver } from "./fabric/fabric-driver"

/** The drivers this process can speak to machines with. */
export function openFabrics(env: Env): (kind: "embedded" | "lxd") => FabricDriver {
  const embedded = createEmbeddedFabric({
    dataDir: env.DATA_DIR,
    agentScript: `${env.BUNDLE_DIR}/agent.mjs`,
  })
  return (kind) => {
    if (kind === "embedded") return embedded
    throw new Error("this installation has no driver for LXD data centers")
  }
}
