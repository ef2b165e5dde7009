import { z } from "zod"
import { pageOf } from "@/lib/schemas/base"
import {
  ClusterIdentityOut,
  ClusterMemberOut,
  ClusterOut,
  ClusterProbeOut,
  ConnectCluster,
  DisconnectedOut,
  GetCluster,
  ProbeCluster,
  UpdateCluster,
} from "@/lib/schemas/cluster"
import { providerProcedure } from "../procedures"
import { router } from "../trpc"

const tags = ["provider"]
const protect = true
const cluster = "/provider/clusters/{clusterId}" as const

/** LXD and Incus: a cluster is tried, then connected as a data center. */
export const providerClustersRouter = router({
  list: providerProcedure
    .meta({
      openapi: { method: "GET", path: "/provider/clusters", tags, protect, summary: "Clusters and how they are" },
    })
    .input(z.object({}).optional())
    .output(pageOf(ClusterOut))
    .query(({ ctx }) => ctx.services.hosting.listClusters(ctx.providerScope)),
  get: providerProcedure
    .meta({ openapi: { method: "GET", path: cluster, tags, protect, summary: "One cluster" } })
    .input(GetCluster)
    .output(ClusterOut)
    .query(({ ctx, input }) => ctx.services.hosting.getCluster(ctx.providerScope, input.clusterId)),
  members: providerProcedure
    .meta({
      openapi: { method: "GET", path: `${cluster}/members`, tags, protect, summary: "A cluster's members as nodes" },
    })
    .input(GetCluster)
    .output(pageOf(ClusterMemberOut))
    .query(({ ctx, input }) => ctx.services.hosting.listClusterMembers(ctx.providerScope, input.clusterId)),
  prepare: providerProcedure
    .meta({
      openapi: {
        method: "POST",
        path: "/provider/cluster-identities",
        tags,
        protect,
        summary: "A certificate of ours for a cluster to trust",
      },
    })
    .input(z.object({}).optional())
    .output(ClusterIdentityOut)
    .mutation(({ ctx }) => ctx.services.hosting.prepareIdentity(ctx.providerScope)),
  probe: providerProcedure
    .meta({
      openapi: {
        method: "POST",
        path: "/provider/clusters/probe",
        tags,
        protect,
        summary: "Test the connection to a cluster; nothing is kept",
      },
    })
    .input(ProbeCluster)
    .output(ClusterProbeOut)
    .mutation(({ ctx, input }) => ctx.services.hosting.probeCluster(ctx.providerScope, input)),
  connect: providerProcedure
    .meta({
      openapi: {
        method: "POST",
        path: "/provider/clusters",
        tags,
        protect,
        summary: "Connect a cluster as a data center",
      },
    })
    .input(ConnectCluster)
    .output(ClusterOut)
    .mutation(({ ctx, input }) => ctx.services.hosting.connectCluster(ctx.providerScope, input)),
  update: providerProcedure
    .meta({
      openapi: { method: "PATCH", path: cluster, tags, protect, summary: "Change how a cluster is reached" },
    })
    .input(UpdateCluster)
    .output(ClusterOut)
    .mutation(({ ctx, input }) => ctx.services.hosting.updateCluster(ctx.providerScope, input)),
  disconnect: providerProcedure
    .meta({
      openapi: {
        method: "DELETE",
        path: cluster,
        tags,
        protect,
        summary: "Disconnect a cluster that nobody uses; its data center closes",
      },
    })
    .input(GetCluster)
    .output(DisconnectedOut)
    .mutation(({ ctx, input }) => ctx.services.hosting.disconnectCluster(ctx.providerScope, input.clusterId)),
})
