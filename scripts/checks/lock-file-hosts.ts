type Locked = {
  resolved?: string
  integrity?: string
  link?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
}
type Lock = { packages: Record<string, Locked> }

/** Native parts for platforms that not every registry carries: listed so that `npm ci` accepts the file everywhere. */
const isElsewhere = ({ optional, os, cpu, libc }: Locked): boolean => {
  const common = os?.includes("linux") && cpu?.some((c) => c === "x64" || c === "arm64") && !libc?.includes("musl")
  return optional === true && (os !== undefined || cpu !== undefined) && !common
}

/** Packages come from whatever registry npm is told to use, and are what they were when they were locked. */
export function checkLock(text: string): string[] {
  const { packages } = JSON.parse(text) as Lock
  return Object.entries(packages).flatMap(([path, locked]) => {
    if (path === "" || locked.link) return []
    return [
      ...(locked.resolved ? [`package-lock.json: ${path} names where it was fetched from (see .npmrc)`] : []),
      ...(locked.integrity || isElsewhere(locked) ? [] : [`package-lock.json: ${path} has no checksum`]),
    ]
  })
}
