import { inject, vi } from "vitest"
import { openRig } from "../../scripts/rig/rig"
import { contractParts, type FabricUnderTest, fabricDriverContract } from "../contract/fabric-driver-contract"
import { vdcId } from "../contract/fabric-specs"
import { faultyNetwork } from "../support/faulty-network"
import { insistent, toldRetries } from "../support/insistent-driver"
import { openLxd } from "../support/lxd-under-test"

const never = new AbortController().signal
/**
 * Said at the end of each run; give one to see the same faults again. In CI it is always the same: CI says whether a change broke
 * something, runs of people look for what nobody has seen yet. `FAULT_SHARE=0` is the contract without faults.
 */
const share = Number(process.env.FAULT_SHARE ?? 0.06)
const seed = Number(process.env.FAULT_SEED ?? (process.env.CI ? 1 : Date.now() % 1_000_000))

const open = async (): Promise<FabricUnderTest> => {
  const { options, images } = inject("testEngines")
  const rig = await openRig(options)
  const network = faultyNetwork()
  const under = await openLxd(rig, "dc1", { images, withPower: true, detour: network.detour })
  const { driver, retried } = insistent(under.driver)
  network.fail(seed, share)
  return {
    driver,
    killNode: (nodeId) => rig.kill(under.memberOf(nodeId)),
    newNode: async () => {
      network.calm()
      const node = await under.newNode()
      network.fail(seed, share)
      await driver.ensureVdc({ vdcId, nodeIds: under.nodeIds(), memoryMib: 8192 }, never)
      return node
    },
    whole: () => rig.settle("dc1"),
    sizeStepKib: 4096,
    runsVms: under.runsVms,
    roomForBoth: true,
    async close() {
      network.calm()
      console.log(`FAULT_SEED=${seed}: ${network.told()}; ${retried.length} verbs asked again`)
      for (const line of toldRetries(retried)) console.log(`  ${line}`)
      await under.close([vdcId])
      await network.close()
    },
  }
}
// A cluster whose leader is gone takes half a minute to agree on another, and every verb is asked again and again meanwhile.
vi.setConfig({ testTimeout: 400_000 })
// The power control has a way of its own, which this network is not on: the part about nodes is `engines/lxd-power`.
fabricDriverContract(
  "lxd behind a network that fails",
  open,
  contractParts.filter((part) => part !== "nodes"),
)
