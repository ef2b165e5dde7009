import { zxcvbn, zxcvbnOptions } from "@zxcvbn-ts/core"
import * as common from "@zxcvbn-ts/language-common"
import * as english from "@zxcvbn-ts/language-en"
import { DomainError } from "../domain-error"

/** 3 of 4: safe against an offline attack on a slow hash for a while. */
const leastScore = 3
/** Judging blocks the process and its time grows steeply with length; what comes later only makes a password better. */
const judgedLength = 48

let prepared = false

function prepare(): void {
  if (prepared) return
  zxcvbnOptions.setOptions({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    // The default of 100 lets a password of p4$$w0rds take over a second to judge.
    l33tMaxSubstitutions: 10,
  })
  prepared = true
}

/** Refuses a password that is easy to guess, knowing what is known of the person. Says what to do about it. */
export function judgePassword(password: string, known: readonly string[], field: string): void {
  prepare()
  const words = known.flatMap((text) => [text, ...text.split(/[\s@.,_-]+/)]).filter((word) => word.length > 2)
  const { score, feedback } = zxcvbn(password.slice(0, judgedLength), [...words, "gridline"])
  if (score >= leastScore) return
  const why = feedback.warning ? `${feedback.warning.replace(/\.?$/, ".")} ` : ""
  throw new DomainError("invalid", `This password is easy to guess. ${why}Add two or three unrelated words.`, field)
}
