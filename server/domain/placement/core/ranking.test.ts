import fc from "fast-check"
import { expect, test } from "vitest"
import { Ranking } from "./ranking"

const none = Number.NEGATIVE_INFINITY

test("the best node is the one a look at all would find, whatever rises and falls in between", () => {
  const step = fc.record({ node: fc.nat(9), to: fc.integer({ min: -1, max: 6 }), penalty: fc.constantFrom(0, 0, 2) })
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 10, maxLength: 10 }),
      fc.array(step),
      (start, steps) => {
        const scores = [...start]
        const ranking = new Ranking(scores.length, (node) => scores[node] ?? none)
        for (const { node, to, penalty } of steps) {
          scores[node] = to < 0 ? none : to
          ranking.raise(node)
          const adjusted = scores.map((score, at) => score - (at === node ? penalty : 0))
          const best = Math.max(...adjusted)
          const expected = best === none ? null : { node: adjusted.indexOf(best), score: best }
          expect(ranking.best((at) => (at === node ? -penalty : 0))).toEqual(expected)
          const plain = Math.max(...scores)
          expect(ranking.best(null)).toEqual(plain === none ? null : { node: scores.indexOf(plain), score: plain })
        }
      },
    ),
  )
})
