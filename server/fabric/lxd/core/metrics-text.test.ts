import fc from "fast-check"
import { expect, test } from "vitest"
import { readMetrics } from "./metrics-text"

const id = (rest: string) => `{${rest},name="c-1",project="gl-1",type="container"}`

const lines = (engine: string) => [
  "# HELP lxd_cpu_seconds_total The total number of CPU time used in seconds.",
  `# TYPE ${engine}_cpu_seconds_total counter`,
  `${engine}_cpu_seconds_total${id('cpu="0",mode="system"')} 1.5`,
  `${engine}_cpu_seconds_total${id('cpu="0",mode="user"')} 2`,
  `${engine}_cpu_seconds_total${id('cpu="1",mode="user"')} 0.25`,
  `${engine}_cpu_seconds_total${id('cpu="0",mode="iowait"')} 99`,
  `${engine}_memory_RSS_bytes{name="c-1",project="gl-1",type="container"} 1.048576e+06`,
  `${engine}_memory_MemTotal_bytes{name="c-1",project="gl-1",type="container"} 9e+09`,
  `${engine}_network_receive_bytes_total${id('device="w0"')} 700`,
  `${engine}_network_transmit_bytes_total${id('device="w0"')} 300`,
  `${engine}_network_transmit_bytes_total${id('device="w1"')} 5`,
  `${engine}_memory_RSS_bytes{name="c-2",project="gl-1",type="container"} 42`,
  `${engine}_goroutines 12`,
  "",
]

const expected = {
  cpuSeconds: 3.75,
  memoryBytes: 1_048_576,
  nics: { w0: { receivedBytes: 700, sentBytes: 300 }, w1: { receivedBytes: 0, sentBytes: 5 } },
}

test.each(["lxd", "incus"])("figures of %s are told apart by project and name", (engine) => {
  const found = readMetrics(lines(engine).join("\n"))
  expect(found.get("gl-1/c-1")).toEqual(expected)
  expect(found.get("gl-1/c-2")).toEqual({ cpuSeconds: 0, memoryBytes: 42, nics: {} })
  expect(found.size).toBe(2)
})

test("lines in any order, some of them twice, say the same", () => {
  const all = lines("lxd")
  const shuffled = fc.tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.subarray(all))
  fc.assert(
    fc.property(shuffled, ([some, again]) => {
      const text = [...some, ...again].join("\n")
      expect(readMetrics(text).get("gl-1/c-1")).toEqual(expected)
    }),
  )
})

test("what is cut off, or no metric at all, is passed over", () => {
  const text = lines("lxd").join("\n")
  fc.assert(
    fc.property(fc.nat({ max: text.length }), (at) => {
      for (const { cpuSeconds, memoryBytes } of readMetrics(text.slice(0, at)).values())
        expect(Number.isFinite(cpuSeconds) && Number.isFinite(memoryBytes)).toBe(true)
    }),
  )
  fc.assert(fc.property(fc.string(), (noise) => void readMetrics(noise)))
})
