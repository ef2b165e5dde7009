import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { MailTransport } from "@/server/domain/identity"

/** A mail that was not sent but kept, while no SMTP server is configured. */
export type KeptMail = { id: string; to: string; from: string; subject: string; text: string; at: string }

const folderOf = (dataDir: string): string => join(dataDir, "mailbox")

/** Writes each mail to a file that only this account can read. */
export const mailboxTransport =
  (dataDir: string, now: () => Date): MailTransport =>
  async (mail) => {
    const folder = folderOf(dataDir)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const kept: KeptMail = { ...mail, at: now().toISOString() }
    const path = join(folder, `${mail.id}.json`)
    // Whole or not at all: the page may read at this moment.
    await writeFile(`${path}.new`, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 })
    await rename(`${path}.new`, path)
  }

const shown = 100

/** The newest mails, newest first. Names are UUIDv7, so they sort by time. */
export async function readMailbox(dataDir: string): Promise<KeptMail[]> {
  const folder = folderOf(dataDir)
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [] // no mail yet
    throw error
  })
  const newest = names
    .filter((name) => name.endsWith(".json"))
    .sort()
    .reverse()
    .slice(0, shown)
  return Promise.all(newest.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8")) as KeptMail))
}
