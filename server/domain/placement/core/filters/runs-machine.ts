import type { NodeFilter } from "./misfit"

/** A virtual machine goes where hardware and engine can run one; a container goes anywhere. */
export const runsMachine: NodeFilter = ({ runsVms }, { machine }) =>
  machine === "container" || runsVms ? null : { code: "machine", text: "cannot run virtual machines" }
