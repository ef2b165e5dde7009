import type { z } from "zod"
import type { ClusterOut } from "@/lib/schemas/cluster"
import type { ProviderScope } from "../access"
import type { Deps } from "../deps"
import { notFound } from "../domain-error"
import { findClusterAcrossTenants, findClustersAcrossTenants } from "./cluster-store"
import { findMemberNodes } from "./member-store"
import { toClusterMemberOut, toClusterOut } from "./to-cluster-out"

/** One per data center: never many, never paged. */
export async function listClusters(deps: Deps, _scope: ProviderScope) {
  return {
    items: (await findClustersAcrossTenants(deps.providerDb)).map((row) => toClusterOut(deps, row)),
    nextCursor: null,
  }
}

export async function getCluster(
  deps: Deps,
  _scope: ProviderScope,
  clusterId: string,
): Promise<z.infer<typeof ClusterOut>> {
  const row = await findClusterAcrossTenants(deps.providerDb, clusterId)
  if (!row) throw notFound("cluster")
  return toClusterOut(deps, row)
}

/** An engine has a few dozen members at most: never paged. */
export async function listMembers(deps: Deps, _scope: ProviderScope, clusterId: string) {
  const row = await findClusterAcrossTenants(deps.providerDb, clusterId)
  if (!row) throw notFound("cluster")
  return { items: (await findMemberNodes(deps.providerDb, row.dataCenterId)).map(toClusterMemberOut), nextCursor: null }
}
