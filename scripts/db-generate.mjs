// npm run db:generate: writes the Prisma client to prisma/generated.
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"

// Prisma would download its native schema engine, which generating does not need, unless told that it has one.
const anyFile = ["/bin/true", "/usr/bin/true"].find(existsSync) ?? process.execPath
const { status } = spawnSync(process.execPath, ["node_modules/prisma/build/index.js", "generate"], {
  stdio: "inherit",
  env: {
    PRISMA_SCHEMA_ENGINE_BINARY: anyFile,
    ...process.env,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  },
})
process.exit(status ?? 1)
