/** Where to go after signing in, if that is a page of this portal; null for anything else, so that no link sends people elsewhere. */
export function safeNext(next: string | undefined): string | null {
  if (!next?.startsWith("/") || /^\/[/\\]/.test(next) || /[\p{Cc}\\]/u.test(next)) return null
  const here = "http://portal.invalid"
  const target = new URL(next, here)
  return target.origin === here ? target.pathname + target.search + target.hash : null
}
