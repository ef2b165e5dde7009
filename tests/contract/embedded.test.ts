import { openEmbeddedRig } from "./embedded-rig"
import { fabricDriverContract } from "./fabric-driver-contract"

fabricDriverContract("embedded", async () => {
  const rig = await openEmbeddedRig()
  return { driver: rig.driver, killNode: rig.killAgent, refusesCommands: true, close: rig.close }
})
