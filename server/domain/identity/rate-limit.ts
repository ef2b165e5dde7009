import { createHash } from "node:crypto"
import type { Deps } from "../deps"
import { DomainError } from "../domain-error"
import { addressKey, type RateRule, rateRules, windowAt } from "./core/rate-rule"
import { countAttempt, takeBackAttempt } from "./rate-store"

/** Hashed: the table of attempts is no list of addresses. */
const keyOf = (rule: RateRule, who: string): string =>
  `${rule.name}:${createHash("sha256").update(who).digest("base64url").slice(0, 22)}`

/**
 * Counts an attempt, in a transaction of its own so that a refused one counts too. More than the rule allows:
 * `rate_limited` with the seconds to wait.
 */
export async function countOrRefuse({ db, clock }: Deps, rule: RateRule, who: string): Promise<void> {
  const window = windowAt(rule, clock.now())
  if ((await countAttempt(db, keyOf(rule, who), window.start)) <= rule.limit) return
  const minutes = Math.ceil(window.secondsLeft / 60)
  throw new DomainError(
    "rate_limited",
    `Too many attempts. Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`} and try again.`,
    undefined,
    window.secondsLeft,
  )
}

type Attempt = { rule: RateRule; who: string }

const attempts = (account: RateRule, fromAddress: RateRule, email: string, address: string): Attempt[] => [
  { rule: fromAddress, who: addressKey(address) },
  { rule: account, who: email },
]

export const signInAttempts = (email: string, address: string): Attempt[] =>
  attempts(rateRules.signInAccount, rateRules.signInAddress, email, address)
export const signUpAttempts = (email: string, address: string): Attempt[] =>
  attempts(rateRules.signUpAccount, rateRules.signUpAddress, email, address)
export const mailAttempts = (email: string, address: string): Attempt[] =>
  attempts(rateRules.mailAccount, rateRules.mailAddress, email, address)

export async function countAll(deps: Deps, all: readonly Attempt[]): Promise<void> {
  for (const { rule, who } of all) await countOrRefuse(deps, rule, who)
}

/** Whoever proves to be right has not been guessing. */
export async function takeBackAll({ db, clock }: Deps, all: readonly Attempt[]): Promise<void> {
  for (const { rule, who } of all) await takeBackAttempt(db, keyOf(rule, who), windowAt(rule, clock.now()).start)
}
