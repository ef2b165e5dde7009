import { isIPv4, isIPv6 } from "node:net"
import fc from "fast-check"
import { expect, test } from "vitest"
import { sha256 } from "../digest"
import {
  addressOn,
  instanceName,
  isOurProject,
  keeperName,
  macOn,
  mostNetworks,
  networkIndex,
  networkName,
  projectOf,
  sameOn,
  vdcOfProject,
  visitorPort,
  volumeName,
  vxlanOf,
} from "./names"

const hex = fc.stringMatching(/^[0-9a-f]{64}$/)
const place = fc.tuple(fc.uuid(), fc.uuid(), fc.nat())

test("addresses are unique local ones, and cards of the local kind that no multicast frame is", () => {
  fc.assert(
    fc.property(place, ([wire, instance, epoch]) => {
      const address = addressOn(sha256, wire, instance, epoch)
      expect(isIPv6(address)).toBe(true)
      expect(address).toMatch(/^fd[0-9a-f]{2}:/)
      expect(address.split(":")).toHaveLength(8)
      expect(macOn(sha256, wire, instance, epoch)).toMatch(/^02(:[0-9a-f]{2}){5}$/)
      expect(addressOn(sha256, wire, instance, epoch)).toBe(address)
    }),
  )
})

test("no two ends share an address or a card, and another epoch has others", () => {
  const ends = fc.uniqueArray(place, { minLength: 50, maxLength: 200, selector: (p) => p.join() })
  fc.assert(
    fc.property(ends, (many) => {
      const addresses = many.map(([wire, instance, epoch]) => addressOn(sha256, wire, instance, epoch))
      const macs = many.map(([wire, instance, epoch]) => macOn(sha256, wire, instance, epoch))
      expect(new Set(addresses).size).toBe(many.length)
      expect(new Set(macs).size).toBe(many.length)
    }),
    { numRuns: 20 },
  )
})

test("where somebody is on a wire follows from where it is on any other", () => {
  fc.assert(
    fc.property(place, fc.uuid(), ([wire, instance, epoch], other) => {
      const known = addressOn(sha256, other, instance, epoch)
      expect(sameOn(sha256, wire, known)).toBe(addressOn(sha256, wire, instance, epoch))
    }),
  )
})

test("names keep to what engines and links allow", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat(), fc.string(), (id, epoch, member) => {
      expect(instanceName(id, epoch)).toMatch(/^[a-z][a-z0-9-]{0,61}[a-z0-9]$/)
      expect(volumeName(id).length).toBeLessThanOrEqual(63)
      expect(keeperName(member).length).toBeLessThanOrEqual(63)
      expect(isOurProject(projectOf(id))).toBe(true)
      expect(vdcOfProject(projectOf(id))).toBe(id)
    }),
  )
})

test("networks are told from others' by their names", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: mostNetworks }), (index) => {
      expect(networkName(index).length).toBeLessThanOrEqual(15)
      expect(networkIndex(networkName(index))).toBe(index)
    }),
  )
  for (const foreign of ["", "glw", "glwa", "glw1.5", "glw-1", "glw01", "glw 1", "glw1e2", "lxdbr0", "eth0"])
    expect(networkIndex(foreign), foreign).toBeNull()
})

test("each network of a cluster has a segment and a group of its own", () => {
  fc.assert(
    fc.property(hex, (cluster) => {
      const all = Array.from({ length: mostNetworks }, (_, i) => vxlanOf(i + 1, cluster))
      expect(new Set(all.map(({ id }) => id)).size).toBe(mostNetworks)
      expect(new Set(all.map(({ group }) => group)).size).toBe(mostNetworks)
      for (const { id, group, port } of all) {
        if (id < 1 || id >= 2 ** 24 || !isIPv4(group) || !group.startsWith("239.")) throw new Error(`${id} ${group}`)
        if (port < 20_000 || port >= 30_000) throw new Error(String(port))
      }
    }),
    { numRuns: 10 },
  )
})

test("visitors' port is the same again, and the next free one if it is taken", () => {
  fc.assert(
    fc.property(fc.uuid(), (instance) => {
      const first = visitorPort(sha256, instance, new Set()) ?? 0
      expect(visitorPort(sha256, instance, new Set())).toBe(first)
      const second = visitorPort(sha256, instance, new Set([first])) ?? 0
      expect(second).not.toBe(first)
      for (const port of [first, second]) expect(port >= 20_000 && port < 30_000).toBe(true)
    }),
  )
  const every = new Set(Array.from({ length: 10_000 }, (_, i) => 20_000 + i))
  expect(visitorPort(sha256, "x", every)).toBeNull()
  every.delete(27_777)
  expect(visitorPort(sha256, "x", every)).toBe(27_777)
})
