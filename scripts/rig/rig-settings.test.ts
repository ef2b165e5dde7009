import { expect, test } from "vitest"
import { memberOf, membersOf, RigError, readSettings } from "./rig-settings"

const read = (environment: Record<string, string>) => readSettings({}, { NODE_ENV: "test", ...environment })

test("without a word the rig has its usual names and addresses", () => {
  const settings = read({})
  expect(settings).toMatchObject({
    name: "glrig",
    bridge: "glrig0",
    hostAddress: "10.98.0.254",
    directory: "/tmp/gl-rig",
  })
  expect(membersOf(settings).map(({ address }) => address)).toEqual([
    "10.98.0.1",
    "10.98.0.2",
    "10.98.0.3",
    "10.98.0.4",
  ])
})

test("options win over the environment", () => {
  const settings = readSettings(
    { name: "mine", net: "10.1.2" },
    { NODE_ENV: "test", RIG_NAME: "theirs", RIG_DIR: "/tmp/x" },
  )
  expect(memberOf(settings, "n2")).toMatchObject({
    label: "mine-n2",
    address: "10.1.2.2",
    lxdDirectory: "/tmp/x/n2/lxd",
  })
})

test.each([
  ["a name that makes a link too long", { RIG_NAME: "thirteenchars" }],
  ["a name that is a path", { RIG_NAME: "../etc" }],
  ["a public network", { RIG_NET: "8.8.8" }],
  ["a network that is none", { RIG_NET: "10.300.0" }],
  ["a folder whose sockets have too long a path", { RIG_DIR: `/tmp/${"x".repeat(90)}` }],
  ["a size without a unit", { RIG_POOL_SIZE: "6" }],
])("%s is refused", (_, environment) => {
  expect(() => read(environment)).toThrow(RigError)
})

test("machines that are not there are named as such", () => {
  expect(() => memberOf(read({}), "n9")).toThrow(/n1, n2, n3, n4/)
})
