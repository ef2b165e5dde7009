import type { z } from "zod"
import { type ClusterMemberOut, type ClusterOut, ClusterProblem } from "@/lib/schemas/cluster"
import type { Deps } from "../deps"
import type { ClusterRow } from "./cluster-store"
import type { MemberRow } from "./member-store"
import { toMachineClassOut, toSiteOut } from "./to-hosting-out"

export const problemsOf = (json: unknown): z.infer<typeof ClusterProblem>[] => ClusterProblem.array().parse(json)

export function toClusterOut({ settings }: Pick<Deps, "settings">, row: ClusterRow): z.infer<typeof ClusterOut> {
  const { dataCenter } = row
  const count = (state: string) => dataCenter.nodes.filter((node) => node.state === state).length
  return {
    id: row.id,
    dataCenter: { ...toSiteOut(dataCenter), city: dataCenter.city, country: dataCenter.country },
    engine: row.engine,
    version: row.version,
    state: row.state,
    problems: problemsOf(row.problems),
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    addresses: row.addresses,
    fingerprint: row.fingerprint,
    clientCertificate: row.clientCertificate,
    storagePool: row.storagePool,
    uplink: row.uplink,
    mirrorSeconds: settings.mirrorSeconds,
    power:
      row.powerKind === null
        ? null
        : {
            kind: row.powerKind,
            url: row.powerUrl ?? "",
            user: row.powerUser ?? "",
            certificate: row.powerCertificate,
          },
    nodes: {
      available: count("available"),
      assigned: count("assigned"),
      draining: count("draining"),
      down: count("down"),
    },
    vdcs: dataCenter.vdcs.map((vdc) => ({ id: vdc.id, name: vdc.name, tenant: vdc.tenant.name })),
  }
}

export function toClusterMemberOut(row: MemberRow): z.infer<typeof ClusterMemberOut> {
  const holder = row.assignments[0]
  return {
    nodeId: row.id,
    node: row.name,
    member: row.memberName,
    memberState: row.memberState,
    state: row.state,
    machineClass: toMachineClassOut(row.machineClass),
    measured: row.measured,
    runsVms: row.runsVms,
    assignedTo: holder ? { tenant: holder.vdc.tenant.name, vdc: holder.vdc.name } : null,
  }
}
