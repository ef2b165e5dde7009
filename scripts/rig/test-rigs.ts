import type { RigOptions } from "./rig"

/** The rigs of the tests: names and addresses of their own, so that they, and one for trying things out, may stand side by side. */
export const testRigs = {
  /** Of the part `rig`: applications, through a Gridline. */
  applications: { name: "gltest", net: "10.97.0", directory: "/tmp/gl-testrig", poolSize: "24GiB" },
  /** Of the part `engines`: drivers, and the rig itself. */
  engines: { name: "glengines", net: "10.99.0", directory: "/tmp/gl-engines" },
  /** Comes and goes while that one stands. */
  second: { name: "glsecond", net: "10.231.96", directory: "/tmp/gl-second", poolSize: "512MiB" },
} satisfies Record<string, RigOptions>

/** Which of them a part of the tests raises, and takes down. */
export const rigsOfPart = {
  rig: [testRigs.applications],
  engines: [testRigs.engines, testRigs.second],
} satisfies Record<string, readonly RigOptions[]>
