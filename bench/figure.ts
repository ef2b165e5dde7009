import { pathToFileURL } from "node:url"
import type { BenchResult } from "./scratch-database"

/** One line of the bench, measured without a database. */
export type Figure = BenchResult

export const show = ({ name, ratio, pass, detail }: Figure): void => {
  console.log(`${pass ? "pass" : "FAIL"}  ${name}: ${ratio.toFixed(2)} ×\n      ${detail}`)
}

/** Was this file started by itself? */
export const isMain = (url: string): boolean => pathToFileURL(process.argv[1] ?? "").href === url

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Whole numbers below `limit`, the same ones for the same seed (mulberry32). */
export function randomNumbers(seed: number): (limit: number) => number {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * limit)
  }
}
