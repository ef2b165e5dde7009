/** "23 Nov 2026, 20:27" in a named zone. Billing shows the company's zone, not the viewer's, and says which. */
export const zonedTime = (iso: string, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "medium", timeStyle: "short" }).format(new Date(iso))

/** "23 Nov 2026" */
export const zonedDay = (iso: string, timeZone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "medium" }).format(new Date(iso))

const isMidnight = (iso: string, timeZone: string): boolean =>
  new Intl.DateTimeFormat("en-GB", { timeZone, timeStyle: "medium", hourCycle: "h23" }).format(new Date(iso)) ===
  "00:00:00"

/** "1 Nov 2026 to 1 Dec 2026"; with clock times unless both are midnight. The end is not included. */
export function zonedRange(from: string, to: string, timeZone: string): string {
  const text = isMidnight(from, timeZone) && isMidnight(to, timeZone) ? zonedDay : zonedTime
  return `${text(from, timeZone)} to ${text(to, timeZone)}`
}
