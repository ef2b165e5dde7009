import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { dataDir } from "./addresses"
import { until } from "./until"

type KeptMail = { to: string; subject: string; text: string; at: string }

async function mailsTo(address: string): Promise<KeptMail[]> {
  const folder = join(dataDir(), "mailbox")
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [] // nothing was ever sent
    throw error
  })
  const files = names.filter((name) => name.endsWith(".json")).sort()
  const mails = await Promise.all(files.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8"))))
  return (mails as KeptMail[]).filter(({ to }) => to === address)
}

/** The link in the newest mail to `address` whose path is `path`. */
export const mailedLink = (address: string, path: string): Promise<URL> =>
  until(`mail to ${address} with a link to ${path}`, async () => {
    const links = (await mailsTo(address)).flatMap(({ text }) => text.match(/https?:\/\/\S+/g) ?? [])
    return links
      .map((link) => new URL(link))
      .filter(({ pathname }) => pathname === path)
      .at(-1)
  })
