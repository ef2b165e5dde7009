/** Where dropped or typed names land inside a folder of a volume: "img" + "a/b.png" → "img/a/b.png". */
export const joinPath = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`)

/** "a/b" → [{ name: "a", path: "a" }, { name: "b", path: "a/b" }] */
export const pathParts = (path: string): { name: string; path: string }[] =>
  path === "" ? [] : path.split("/").map((name, at, all) => ({ name, path: all.slice(0, at + 1).join("/") }))

/** What to change in a folder name that cannot be, or null. The portal checks every path itself. */
export function folderNameProblem(name: string): string | null {
  const parts = name.trim().split("/")
  if (parts.some((part) => part === "")) return "Enter a name, such as images or images/2026."
  if (parts.some((part) => part === "." || part === "..")) return "A folder cannot be called “.” or “..”."
  const control = [...name].some((letter) => letter.charCodeAt(0) < 32 || letter === "\\")
  return control ? "Leave out backslashes and control characters." : null
}

/** Files of a drop, with their paths below the folders that were dropped. */
export async function filesOfDrop(data: DataTransfer): Promise<{ file: File; path: string }[]> {
  const entries = [...data.items]
    .map((item) => item.webkitGetAsEntry?.())
    .filter((entry) => entry !== null && entry !== undefined)
  if (entries.length === 0) return [...data.files].map((file) => ({ file, path: file.name }))
  return (await Promise.all(entries.map((entry) => filesOfEntry(entry, "")))).flat()
}

async function filesOfEntry(entry: FileSystemEntry, folder: string): Promise<{ file: File; path: string }[]> {
  const path = joinPath(folder, entry.name)
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    return [{ file, path }]
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  const found: FileSystemEntry[] = []
  // One call gives at most a hundred entries; an empty answer is the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) break
    found.push(...some)
  }
  return (await Promise.all(found.map((each) => filesOfEntry(each, path)))).flat()
}
