import { pageOf } from "@/lib/schemas/base"
import {
  CreateVdc,
  GetVdc,
  GetVdcNode,
  ListVdcNodes,
  ListVdcs,
  NodeLossOut,
  VdcDetailOut,
  VdcNodeOut,
  VdcOut,
} from "@/lib/schemas/hosting"
import { OperationOut } from "@/lib/schemas/operation"
import { tenantProcedure } from "../procedures"
import { router } from "../trpc"

const tags = ["vdcs"]
const protect = true
const one = "/vdcs/{vdcId}" as const

export const vdcRouter = router({
  list: tenantProcedure("vdc:read")
    .meta({ openapi: { method: "GET", path: "/vdcs", tags, protect, summary: "Virtual data centers, newest first" } })
    .input(ListVdcs)
    .output(pageOf(VdcOut))
    .query(({ ctx, input }) => ctx.services.vdcs.list(ctx.scope, input)),
  create: tenantProcedure("vdc:create")
    .meta({
      accepted: true,
      openapi: { method: "POST", path: "/vdcs", tags, protect, summary: "Buy a virtual data center" },
    })
    .input(CreateVdc)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.vdcs.create(ctx.scope, input)),
  get: tenantProcedure("vdc:read")
    .meta({
      openapi: { method: "GET", path: one, tags, protect, summary: "A virtual data center with its capacity" },
    })
    .input(GetVdc)
    .output(VdcDetailOut)
    .query(({ ctx, input }) => ctx.services.vdcs.get(ctx.scope, input.vdcId)),
  nodes: tenantProcedure("vdc:read")
    .meta({
      openapi: { method: "GET", path: `${one}/nodes`, tags, protect, summary: "Its nodes and what is on them" },
    })
    .input(ListVdcNodes)
    .output(pageOf(VdcNodeOut))
    .query(({ ctx, input }) => ctx.services.vdcs.nodes(ctx.scope, input.vdcId, input)),
  nodeLoss: tenantProcedure("vdc:read")
    .meta({
      openapi: {
        method: "GET",
        path: `${one}/nodes/{nodeId}/loss`,
        tags,
        protect,
        summary: "What would stop, and where it would go, if this node were lost",
      },
    })
    .input(GetVdcNode)
    .output(NodeLossOut)
    .query(({ ctx, input }) => ctx.services.vdcs.nodeLoss(ctx.scope, input.vdcId, input.nodeId)),
  delete: tenantProcedure("vdc:create")
    .meta({
      accepted: true,
      openapi: { method: "DELETE", path: one, tags, protect, summary: "Close an empty virtual data center" },
    })
    .input(GetVdc)
    .output(OperationOut)
    .mutation(({ ctx, input }) => ctx.services.vdcs.close(ctx.scope, input.vdcId)),
})
