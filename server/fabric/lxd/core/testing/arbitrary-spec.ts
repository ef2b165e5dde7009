import fc from "fast-check"
import type { InstanceSpec } from "../../../fabric-driver"
import { sha256 } from "../../digest"
import type { Surroundings } from "../plan-instance"

/** Specs as callers may give them, for the tests of this folder. */
const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,11}$/)
const protocol = fc.constantFrom("http", "postgres", "mysql", "files", "any", "constructor")
const endpoint = fc.record({
  instanceId: fc.uuid(),
  path: word.map((w) => `shop:main.${w}[0]`),
  host: fc.ipV6().map(() => "fd00:1:2:3:aa:bb:cc:dd"),
  port: fc.integer({ min: 1, max: 65_535 }),
  secret: fc.string(),
})
const input = fc.record({
  name: word,
  protocol,
  external: fc.boolean(),
  wires: fc.uniqueArray(fc.uuid(), { maxLength: 4 }),
})
const output = fc.record({
  name: word,
  protocol,
  wire: fc.option(fc.uuid()),
  endpoints: fc.array(endpoint, { maxLength: 3 }),
})

export const instanceSpecs: fc.Arbitrary<InstanceSpec> = fc.record({
  instanceId: fc.uuid(),
  vdcId: fc.uuid(),
  epoch: fc.nat({ max: 1_000_000 }),
  nodeId: fc.uuid(),
  path: word.map((w) => `shop:main.${w}`),
  image: fc.constantFrom("debian@1", "apache@1"),
  machine: fc.constantFrom("container" as const, "vm" as const),
  wanted: fc.constantFrom("running" as const, "stopped" as const),
  restartToken: fc.nat(),
  properties: fc.dictionary(word, fc.oneof(fc.string(), fc.integer(), fc.boolean()), { maxKeys: 3 }),
  resources: fc.record({
    cpuMillis: fc.integer({ min: 1, max: 64_000 }),
    memoryMib: fc.integer({ min: 16, max: 65_536 }),
  }),
  secret: fc.string(),
  inputs: fc.uniqueArray(input, { maxLength: 3, selector: (i) => i.name }),
  outputs: fc.uniqueArray(output, { maxLength: 3, selector: (o) => o.name }),
  volumes: fc.uniqueArray(fc.record({ name: word, volumeId: fc.uuid() }), { maxLength: 2, selector: (v) => v.name }),
})

export function around(spec: InstanceSpec): Surroundings {
  const wires = [...spec.inputs.flatMap((i) => i.wires), ...spec.outputs.flatMap((o) => o.wire ?? [])]
  return {
    digest: sha256,
    pool: "default",
    networks: new Map(wires.map((wire, i) => [wire, `glw${i + 1}`])),
    volumeNames: new Map(spec.volumes.map(({ volumeId }) => [volumeId, `v-${volumeId}`])),
    listen: spec.inputs.some((i) => i.external) ? { address: "10.0.0.1", port: 20_001 } : null,
  }
}
