import type { ApiServer } from "./api-server"
import type { Company } from "./company-fixture"

const never = new AbortController().signal

/** Makes a company's component run on its node. */
export async function startComponent(api: ApiServer, it: Company): Promise<void> {
  await api.fabric.powerOn(
    { nodeId: it.nodeId, name: "n", cores: 4, memoryMib: 8192, diskGib: 100, networkMbps: 1000 },
    never,
  )
  await api.fabric.ensureInstance(
    {
      instanceId: it.componentId,
      vdcId: it.vdcId,
      nodeId: it.nodeId,
      path: "shop:main.web[0]",
      image: "web@1",
      machine: "container",
      epoch: 1,
      restartToken: 0,
      properties: {},
      resources: { cpuMillis: 100, memoryMib: 64 },
      secret: "s",
      inputs: [],
      outputs: [],
      volumes: [],
      wanted: "running",
    },
    never,
  )
  await api.worker.component.updateMany({ where: { id: it.componentId }, data: { state: "running" } })
}
