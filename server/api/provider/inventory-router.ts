import { z } from "zod"
import { PageInput, pageOf } from "@/lib/schemas/base"
import {
  AddNodes,
  DataCenterOut,
  DrainNode,
  DrainPreviewOut,
  FulfilNodeOrder,
  GetProviderNode,
  ListNodeOrders,
  ListProviderNodes,
  MachineClassOut,
  NodeOrderOut,
  PartnerOut,
  ProviderNodeOut,
  TenantOut,
} from "@/lib/schemas/hosting"
import { providerProcedure } from "../procedures"
import { router } from "../trpc"

const tags = ["provider"]
const protect = true
const node = "/provider/nodes/{nodeId}" as const

export const providerNodesRouter = router({
  list: providerProcedure
    .meta({ openapi: { method: "GET", path: "/provider/nodes", tags, protect, summary: "Nodes and who has them" } })
    .input(ListProviderNodes)
    .output(pageOf(ProviderNodeOut))
    .query(({ ctx, input }) => ctx.services.hosting.listNodes(ctx.providerScope, input, input)),
  add: providerProcedure
    .meta({
      openapi: { method: "POST", path: "/provider/nodes", tags, protect, summary: "Put nodes into an inventory" },
    })
    .input(AddNodes)
    .output(pageOf(ProviderNodeOut))
    .mutation(({ ctx, input }) => ctx.services.hosting.addNodes(ctx.providerScope, input)),
  powerOff: providerProcedure
    .meta({
      openapi: { method: "POST", path: `${node}/power-off`, tags, protect, summary: "Cut a node's power (a drill)" },
    })
    .input(GetProviderNode)
    .output(ProviderNodeOut)
    .mutation(({ ctx, input }) => ctx.services.hosting.powerOff(ctx.providerScope, input.nodeId)),
  powerOn: providerProcedure
    .meta({ openapi: { method: "POST", path: `${node}/power-on`, tags, protect, summary: "Switch a node on again" } })
    .input(GetProviderNode)
    .output(ProviderNodeOut)
    .mutation(({ ctx, input }) => ctx.services.hosting.powerOn(ctx.providerScope, input.nodeId)),
  drainPreview: providerProcedure
    .meta({
      openapi: {
        method: "GET",
        path: `${node}/drain-preview`,
        tags,
        protect,
        summary: "What emptying a node would move, where to, and what has no room; changes nothing",
      },
    })
    .input(GetProviderNode)
    .output(DrainPreviewOut)
    .query(({ ctx, input }) => ctx.services.hosting.drainPreview(ctx.providerScope, input.nodeId)),
  drain: providerProcedure
    .meta({
      openapi: { method: "POST", path: `${node}/drain`, tags, protect, summary: "Empty a node: all on it moves away" },
    })
    .input(DrainNode)
    .output(ProviderNodeOut)
    .mutation(({ ctx, input }) => ctx.services.hosting.drain(ctx.providerScope, input.nodeId, input.reason)),
  undrain: providerProcedure
    .meta({
      openapi: { method: "POST", path: `${node}/undrain`, tags, protect, summary: "A node takes work again" },
    })
    .input(GetProviderNode)
    .output(ProviderNodeOut)
    .mutation(({ ctx, input }) => ctx.services.hosting.undrain(ctx.providerScope, input.nodeId)),
})

export const providerNodeOrdersRouter = router({
  list: providerProcedure
    .meta({
      openapi: { method: "GET", path: "/provider/node-orders", tags, protect, summary: "Nodes ordered from partners" },
    })
    .input(ListNodeOrders)
    .output(pageOf(NodeOrderOut))
    .query(({ ctx, input }) => ctx.services.hosting.listNodeOrders(ctx.providerScope, input, input)),
  fulfil: providerProcedure
    .meta({
      openapi: {
        method: "POST",
        path: "/provider/node-orders/{nodeOrderId}/fulfil",
        tags,
        protect,
        summary: "The ordered nodes have arrived",
      },
    })
    .input(FulfilNodeOrder)
    .output(NodeOrderOut)
    .mutation(({ ctx, input }) => ctx.services.hosting.fulfilNodeOrder(ctx.providerScope, input.nodeOrderId)),
})

export const providerPlacesRouter = {
  partners: router({
    list: providerProcedure
      .meta({ openapi: { method: "GET", path: "/provider/partners", tags, protect, summary: "Hosting partners" } })
      .input(z.object({}).optional())
      .output(pageOf(PartnerOut))
      .query(({ ctx }) => ctx.services.hosting.listPartners(ctx.providerScope)),
  }),
  dataCenters: router({
    list: providerProcedure
      .meta({ openapi: { method: "GET", path: "/provider/data-centers", tags, protect, summary: "Data centers" } })
      .input(z.object({}).optional())
      .output(pageOf(DataCenterOut))
      .query(({ ctx }) => ctx.services.hosting.listDataCenters()),
  }),
  machineClasses: router({
    list: providerProcedure
      .meta({
        openapi: { method: "GET", path: "/provider/machine-classes", tags, protect, summary: "Sizes of nodes" },
      })
      .input(z.object({}).optional())
      .output(pageOf(MachineClassOut))
      .query(({ ctx }) => ctx.services.hosting.listMachineClasses(ctx.providerScope)),
  }),
  tenants: router({
    list: providerProcedure
      .meta({ openapi: { method: "GET", path: "/provider/tenants", tags, protect, summary: "Companies" } })
      .input(PageInput)
      .output(pageOf(TenantOut))
      .query(({ ctx, input }) => ctx.services.hosting.listTenants(ctx.providerScope, input)),
  }),
}
