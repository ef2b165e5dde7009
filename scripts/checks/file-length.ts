import type { SourceFile } from "./source-files"

export const longestFile = 400
const vague = /(^|\/)(utils?|helpers?|misc|common|managers?)\.(tsx?|mjs|cjs)$/

/** Files nobody reads to the end, and files whose name says nothing. */
export function checkFiles(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split("\n").length - (text.endsWith("\n") ? 1 : 0)
    return [
      ...(lines > longestFile ? [`${path}: ${lines} lines, ${longestFile} at most`] : []),
      ...(vague.test(path) ? [`${path}: name it after what it does`] : []),
    ]
  })
}
