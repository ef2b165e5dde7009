import type { RigOptions } from "./rig"

/** The rigs of the tests: names and addresses of their own, so that one for trying things out may stand beside them. */
export const testRigs = {
  shared: { name: "gltest", net: "10.97.0", directory: "/tmp/gl-testrig" },
  /** Comes and goes while the other one stands. */
  second: { name: "glsecond", net: "10.231.96", directory: "/tmp/gl-second", poolSize: "512MiB" },
} satisfies Record<string, RigOptions>
