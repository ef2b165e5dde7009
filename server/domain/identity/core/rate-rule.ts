/** So many attempts per window and key. The window is fixed, so at its edge at most twice as many. */
export type RateRule = { name: string; limit: number; windowSeconds: number }

export const rateRules = {
  signInAccount: { name: "sign-in:account", limit: 10, windowSeconds: 900 },
  signInAddress: { name: "sign-in:address", limit: 100, windowSeconds: 900 },
  signUpAccount: { name: "sign-up:account", limit: 5, windowSeconds: 3600 },
  signUpAddress: { name: "sign-up:address", limit: 60, windowSeconds: 3600 },
  mailAccount: { name: "mail:account", limit: 5, windowSeconds: 3600 },
  mailAddress: { name: "mail:address", limit: 60, windowSeconds: 3600 },
  invitations: { name: "invite:company", limit: 50, windowSeconds: 3600 },
} as const satisfies Record<string, RateRule>

export type Window = { start: Date; secondsLeft: number }

export function windowAt(rule: RateRule, now: Date): Window {
  const lengthMs = rule.windowSeconds * 1000
  const startMs = Math.floor(now.getTime() / lengthMs) * lengthMs
  return { start: new Date(startMs), secondsLeft: Math.max(1, Math.ceil((startMs + lengthMs - now.getTime()) / 1000)) }
}

/** What counts as one address: an IPv4 address, or the /64 that an IPv6 subscriber owns. */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1]) return mapped[1]
  if (!address.includes(":")) return address
  const [head = "", tail] = address.toLowerCase().split("%")[0]?.split("::") ?? []
  const before = head === "" ? [] : head.split(":")
  const behind = tail === undefined || tail === "" ? [] : tail.split(":")
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - behind.length)).fill("0")
  const groups = [...before, ...zeros, ...behind].slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ""))
  return `${groups.join(":")}::/64`
}
