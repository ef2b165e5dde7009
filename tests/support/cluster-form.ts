import type { z } from "zod"
import { ConnectCluster } from "@/lib/schemas/cluster"
import type { FakeCluster } from "@/server/fabric/fake"

/** What somebody would type to connect this cluster as a data center of a partner there is. */
export const clusterForm = (
  cluster: FakeCluster,
  identityId: string,
  more: Partial<z.input<typeof ConnectCluster>> = {},
): z.output<typeof ConnectCluster> =>
  ConnectCluster.parse({
    identityId,
    addresses: cluster.addresses,
    fingerprint: cluster.fingerprint,
    storagePool: "default",
    uplink: "eth0",
    partner: "polder-datahuis",
    name: `Site ${cluster.name}`,
    city: "Rotterdam",
    country: "NL",
    latitude: 51.92,
    longitude: 4.48,
    pricesOf: "ams",
    ...more,
  })
