import { type ClassValue, clsx } from "clsx"
import { extendTailwindMerge } from "tailwind-merge"

// `text-compact` is a size of ours: unannounced it would count as a colour and swallow the real one.
const merge = extendTailwindMerge({ extend: { classGroups: { "font-size": [{ text: ["compact"] }] } } })

export const cn = (...inputs: ClassValue[]): string => merge(clsx(inputs))
