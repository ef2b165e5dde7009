import { Readable } from "node:stream"
import fc from "fast-check"
import { expect, test } from "vitest"
import { gathered, upToMark } from "./commands"

const mark = Buffer.from("0b5f-mark")

/** What a stream that comes in these pieces gives before the mark, and what was found after it. */
async function readIn(pieces: Buffer[], more: number) {
  let found: string | undefined
  const stream = Readable.from(pieces)
  const { text } = await gathered(
    upToMark(stream, mark, more, (after) => {
      found = after.toString()
    }),
    10_000,
  )
  return { text, found }
}

const cutAt = (whole: Buffer, places: number[]): Buffer[] => {
  const cuts = [...new Set([0, ...places.map((place) => place % (whole.byteLength + 1)), whole.byteLength])]
  const sorted = cuts.sort((a, b) => a - b)
  return sorted.slice(1).map((end, i) => whole.subarray(sorted[i], end))
}

const anyText = fc.array(fc.constantFrom("a", "0", "0b5f", "0b5f-mar", "\n", "é")).map((parts) => parts.join(""))

test("what comes before a mark is told whole, however it arrives, and what comes after is not", () =>
  fc.assert(
    fc.asyncProperty(anyText, anyText, fc.array(fc.nat(60)), async (before, after, places) => {
      const whole = Buffer.from(`${before}${mark}007${after}`)
      expect(await readIn(cutAt(whole, places), 3)).toEqual({ text: before, found: "007" })
    }),
  ))

test("without a mark everything is told, and nothing is found", () =>
  fc.assert(
    fc.asyncProperty(anyText, fc.array(fc.nat(60)), async (text, places) => {
      expect(await readIn(cutAt(Buffer.from(text), places), 3)).toEqual({ text, found: undefined })
    }),
  ))

test("a beginning is kept, without half a character", async () => {
  const text = async (limit: number) => gathered(Readable.from([Buffer.from("aé")]), limit)
  expect(await text(3)).toEqual({ text: "aé", truncated: false })
  expect(await text(2)).toEqual({ text: "a", truncated: true })
})
