// npm run rules: what neither the linter nor the import rules can say.
import { readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { checkFiles } from "./file-length"
import { checkLock } from "./lock-file-hosts"
import { checkPurity } from "./purity"
import { readSources } from "./source-files"

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const files = await readSources(root)
const lock = await readFile(join(root, "package-lock.json"), "utf8")
const problems = [...checkFiles(files), ...files.flatMap(checkPurity), ...checkLock(lock)]
for (const problem of problems) console.error(problem)
console.log(
  problems.length > 0
    ? `${problems.length} problems in ${files.length} files`
    : `${files.length} files keep the house rules`,
)
process.exit(problems.length > 0 ? 1 : 0)
