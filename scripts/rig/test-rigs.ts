import type { RigOptions } from "./rig"

/** The rigs of the tests: names and addresses of their own, so that they, and one for trying things out, may stand side by side. */
export const testRigs = {
  /** Of the part `rig`: applications, through a Gridline. */
  applications: { name: "gltest", net: "10.97.0", directory: "/tmp/gl-testrig", poolSize: "24GiB" },
  /** Of the part `engines`: drivers, and the rig itself. */
  engines: { name: "glengines", net: "10.99.0", directory: "/tmp/gl-engines" },
  /** Of the part `engine-faults`: drivers, over a network that fails. */
  engineFaults: { name: "glfaulty", net: "10.98.0", directory: "/tmp/gl-faulty" },
  /** Comes and goes while that of `engines` stands. */
  second: { name: "glsecond", net: "10.231.96", directory: "/tmp/gl-second", poolSize: "512MiB" },
} satisfies Record<string, RigOptions>

/** Which of them a part of the tests raises, and takes down. */
export const rigsOfPart = {
  rig: [testRigs.applications],
  engines: [testRigs.engines, testRigs.second],
  "engine-faults": [testRigs.engineFaults],
} satisfies Record<string, readonly RigOptions[]>
