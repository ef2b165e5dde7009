type Lock = { packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }> }

/** Packages come from whatever registry npm is told to use, and are what they were when they were locked. */
export function checkLock(text: string): string[] {
  const { packages } = JSON.parse(text) as Lock
  return Object.entries(packages).flatMap(([path, { resolved, integrity, link }]) => {
    if (path === "" || link) return []
    return [
      ...(resolved ? [`package-lock.json: ${path} names where it was fetched from (see .npmrc)`] : []),
      ...(integrity ? [] : [`package-lock.json: ${path} has no checksum`]),
    ]
  })
}
