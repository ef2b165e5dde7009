import { isIPv6 } from "node:net"
import fc from "fast-check"
import { expect, test } from "vitest"
import type { InstanceSpec } from "../../fabric-driver"
import { sha256 } from "../digest"
import { differenceOf, mergedConfig, planInstance, portOf, wiresOf } from "./plan-instance"
import { around, instanceSpecs } from "./testing/arbitrary-spec"

const planOf = (spec: InstanceSpec) => planInstance(spec, around(spec))
const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

const base: InstanceSpec = {
  instanceId: "11111111-1111-4111-8111-111111111111",
  vdcId: "22222222-2222-4222-8222-222222222222",
  epoch: 1,
  nodeId: "33333333-3333-4333-8333-333333333333",
  path: "shop:main.web[0]",
  image: "apache@1",
  machine: "container",
  wanted: "running",
  restartToken: 0,
  properties: { database: "app" },
  resources: { cpuMillis: 250, memoryMib: 192 },
  secret: "s",
  inputs: [{ name: "in", protocol: "http", external: false, wires: ["w1"] }],
  outputs: [{ name: "db", protocol: "mysql", wire: "w2", endpoints: [] }],
  volumes: [{ name: "data", volumeId: "44444444-4444-4444-8444-444444444444" }],
}

test("the same spec gives the same plan, and a plan that was carried out needs nothing", () => {
  fc.assert(
    fc.property(instanceSpecs, (spec) => {
      expect(planOf(copyOf(spec))).toEqual(planOf(spec))
      const { config, devices } = planOf(spec)
      // The engine gives keys back in an order of its own, and adds its own.
      const there = {
        config: { "volatile.uuid": "x", ...Object.fromEntries(Object.entries(config).reverse()) },
        devices: Object.fromEntries(
          Object.entries(devices)
            .reverse()
            .map(([name, device]) => [name, Object.fromEntries(Object.entries(device).reverse())]),
        ),
      }
      expect(differenceOf(there, planOf(spec))).toBe("same")
    }),
  )
})

test("every wire has one card at each end it has here, and nothing else is a card", () => {
  fc.assert(
    fc.property(instanceSpecs, (spec) => {
      const { devices, component } = planOf(spec)
      const cards = Object.values(devices).filter((d) => d.type === "nic")
      const ends = [...spec.inputs.flatMap((i) => i.wires), ...spec.outputs.flatMap((o) => o.wire ?? [])]
      expect(cards).toHaveLength(ends.length)
      expect(component.interfaces.map((i) => i.wire)).toEqual(ends)
      expect(new Set(ends)).toEqual(new Set(wiresOf(spec)))
      for (const { name, address } of component.interfaces) {
        expect(name.length).toBeLessThanOrEqual(15)
        expect(isIPv6(address.replace("/64", ""))).toBe(true)
        expect(devices[name]?.name).toBe(name)
        expect(devices[name]?.network).toMatch(/^glw\d+$/)
      }
    }),
  )
})

test("the host's disks and devices are never given away", () => {
  fc.assert(
    fc.property(instanceSpecs, (spec) => {
      const { config, devices } = planOf(spec)
      for (const device of Object.values(devices)) {
        if (device.type === "disk") expect(device.pool).toBe("default")
        if (device.type === "unix-char") expect(device.path).toBe("/dev/fuse")
        if (device.type === "proxy") expect(device.connect).toMatch(/^tcp:127\.0\.0\.1:\d+$/)
      }
      expect(Object.keys(config).filter((key) => /^(raw|security)\./.test(key))).toEqual([])
      expect(config["boot.autostart"]).toBe("false")
    }),
  )
})

const changes: [what: string, change: Partial<InstanceSpec>, difference: string][] = [
  ["nothing", {}, "same"],
  ["wanted, which is no setting", { wanted: "stopped" }, "same"],
  ["another image", { image: "apache@2" }, "rebuild"],
  ["another image and a restart", { image: "apache@2", restartToken: 1 }, "rebuild"],
  ["a restart", { restartToken: 1 }, "restart"],
  ["a property", { properties: { database: "other" } }, "restart"],
  ["a volume less", { volumes: [] }, "restart"],
  ["memory", { resources: { cpuMillis: 250, memoryMib: 256 } }, "live"],
  ["processor", { resources: { cpuMillis: 2_000, memoryMib: 192 } }, "live"],
  ["another wire", { outputs: [{ name: "db", protocol: "mysql", wire: "w3", endpoints: [] }] }, "live"],
  ["a wire less", { inputs: [{ name: "in", protocol: "http", external: false, wires: [] }] }, "live"],
  [
    "a far end",
    {
      outputs: [
        {
          name: "db",
          protocol: "mysql",
          wire: "w2",
          endpoints: [{ instanceId: "x", path: "shop:main.db", host: "fd00:1:2:3:4:5:6:7", port: 3306, secret: "t" }],
        },
      ],
    },
    "live",
  ],
  ["a door for visitors", { inputs: [{ name: "in", protocol: "http", external: true, wires: ["w1"] }] }, "live"],
  ["its secret", { secret: "other" }, "live"],
]

test.each(changes)("a change of %s", (_what, change, difference) => {
  expect(differenceOf(planOf(base), planOf({ ...base, ...change }))).toBe(difference)
})

test("the order of properties is no change", () => {
  const there = planOf({ ...base, properties: { a: 1, b: 2 } })
  expect(differenceOf(there, planOf({ ...base, properties: { b: 2, a: 1 } }))).toBe("same")
})

test("a card whose wire stays keeps its name, card address and place, whatever comes or goes beside it", () => {
  fc.assert(
    fc.property(instanceSpecs, fc.uuid(), (spec, other) => {
      const more = {
        ...spec,
        inputs: [{ name: "zz", protocol: "http", external: false, wires: [other] }, ...spec.inputs],
      }
      const surroundings = around(spec)
      const networks = new Map([[other, "glw900"], ...surroundings.networks])
      const [before, after] = [planInstance(spec, surroundings), planInstance(more, { ...surroundings, networks })]
      for (const { name } of before.component.interfaces) expect(after.devices[name]).toEqual(before.devices[name])
    }),
  )
})

test("settings of the engine stay, and ours that are gone go", () => {
  const plan = planOf(base)
  const merged = mergedConfig(
    { "volatile.idmap.next": "[]", "image.os": "debian", "user.gridline.old": "x", "limits.hugepages": "1" },
    plan,
  )
  expect(merged).toEqual({ "volatile.idmap.next": "[]", "image.os": "debian", ...plan.config })
})

test("where a far end is on our wire is told to the component", () => {
  const endpoints = [{ instanceId: "x", path: "shop:main.db", host: "fd00:1:2:3:4:5:6:7", port: 3306, secret: "t" }]
  const { component } = planOf({ ...base, outputs: [{ name: "db", protocol: "mysql", wire: "w2", endpoints }] })
  const told = component.outputs[0]?.endpoints[0]
  expect(told).toMatchObject({ path: "shop:main.db", port: 3306, secret: "t" })
  expect(told?.address).toMatch(/:4:5:6:7$/)
  expect(told?.address.split(":").slice(0, 4)).toEqual(component.interfaces[1]?.address.split(":").slice(0, 4))
})

test("a protocol that nobody knows has the common port", () => {
  expect([..."http postgres mysql files any constructor toString".split(" ")].map(portOf)).toEqual([
    80, 5432, 3306, 22, 7000, 7000, 7000,
  ])
  expect(sha256("").length).toBe(64)
})

test("a virtual machine is one to the engine, with whole cores and without what only containers know", () => {
  const spec = { ...base, machine: "vm" as const, inputs: base.inputs.map((i) => ({ ...i, external: false })) }
  const plan = planOf({ ...spec, resources: { cpuMillis: 1_200, memoryMib: 1_024 } })
  expect(plan.type).toBe("virtual-machine")
  expect(plan.config).toMatchObject({ "limits.cpu": "2", "limits.memory": "1024MiB" })
  expect(Object.keys(plan.config)).not.toContain("limits.processes")
  expect(Object.keys(plan.config)).not.toContain("limits.cpu.allowance")
  expect(Object.values(plan.devices).map(({ type }) => type)).not.toContain("unix-char")
  expect(planOf(base).type).toBe("container")
})
