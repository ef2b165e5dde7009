import { inject } from "vitest"
import { openRig } from "../../scripts/rig/rig"
import { type FabricUnderTest, fabricDriverContract } from "../contract/fabric-driver-contract"
import { vdcId } from "../contract/fabric-specs"
import { openLxd } from "../support/lxd-under-test"

const never = new AbortController().signal

const open = async (): Promise<FabricUnderTest> => {
  const { options, images } = inject("testEngines")
  const rig = await openRig(options)
  const under = await openLxd(rig, "dc1", { images, withPower: true })
  return {
    driver: under.driver,
    killNode: (nodeId) => rig.kill(under.memberOf(nodeId)),
    newNode: async () => {
      const node = await under.newNode()
      await under.driver.ensureVdc({ vdcId, nodeIds: under.nodeIds(), memoryMib: 8192 }, never)
      return node
    },
    whole: () => rig.settle("dc1"),
    sizeStepKib: 4096,
    runsVms: under.runsVms,
    roomForBoth: true,
    close: () => under.close([vdcId]),
  }
}
// The rest of the contract is proven through a network that fails: `engine-faults/lxd-contract`.
fabricDriverContract("lxd", open, ["nodes"])
