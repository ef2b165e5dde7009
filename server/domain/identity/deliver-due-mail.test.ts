import { mkdtemp, readdir, rm, stat } from "node:fs/promises"
import { createServer, type Server } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest"
import type { Deps } from "@/server/domain/deps"
import { readMailbox, sendDueMail } from "@/server/integrations/mail"
import { IdentityBench } from "@/tests/support/identity-bench"
import { deliverDueMail } from "./deliver-due-mail"
import { forgetExpired } from "./forget-expired"

let bench: IdentityBench
let workerDeps: Deps
beforeAll(async () => {
  bench = await IdentityBench.open()
  workerDeps = { ...bench.deps, db: bench.worker }
})
afterAll(() => bench.close())
beforeEach(async () => {
  bench.clock.forward(3600)
  await bench.mails()
})

/** Addresses to which a mail waits. */
const askForMail = async (count: number): Promise<string[]> => {
  const emails: string[] = []
  for (let made = 0; made < count; made++) emails.push((await bench.company()).owner.email)
  for (const email of emails) await bench.identity.requestPasswordReset(email, bench.from())
  return emails
}
const askForOne = async (): Promise<string> => (await askForMail(1))[0] ?? ""
const rowTo = (to: string) => bench.worker.mail.findFirstOrThrow({ where: { to }, orderBy: { id: "desc" } })

describe("mail", () => {
  test("waits sealed and is emptied when sent", async () => {
    const email = await askForOne()
    const waiting = await rowTo(email)
    expect(waiting.text).toMatch(/^v1\./)
    expect(waiting.text).not.toContain("token=")
    expect((await bench.mails()).map(({ to }) => to)).toEqual([email])
    expect(await rowTo(email)).toMatchObject({ text: "", sentAt: bench.clock.now(), lastError: null })
    expect(await bench.mails()).toEqual([])
  })

  test("is sent once by two workers at once", async () => {
    await askForMail(3)
    const sent: string[] = []
    const transport = async ({ id }: { id: string }) => void sent.push(id)
    await Promise.all([1, 2, 3].map(() => deliverDueMail(workerDeps, transport, bench.clock.now())))
    expect(sent).toHaveLength(3)
    expect(new Set(sent).size).toBe(3)
  })

  test("that fails is tried again later and holds up no other", async () => {
    const [broken = "", fine = ""] = await askForMail(2)
    const refusing = async ({ to }: { to: string }) => {
      if (to === broken) throw new Error("mailbox full")
    }
    expect(await deliverDueMail(workerDeps, refusing, bench.clock.now())).toBe(1)
    expect(await rowTo(fine)).toMatchObject({ sentAt: expect.any(Date) })
    expect(await rowTo(broken)).toMatchObject({ sentAt: null, attempts: 1, lastError: "mailbox full" })
    expect(await bench.mails()).toEqual([])
    bench.clock.forward(30)
    expect((await bench.mails()).map(({ to }) => to)).toEqual([broken])
  })

  test("of an act that was rolled back is never sent", async () => {
    const before = await bench.worker.mail.count()
    await bench.identity.requestPasswordReset("nobody@example.test", bench.from())
    expect(await bench.worker.mail.count()).toBe(before)
  })

  test("goes to files of our own while there is no mail server", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "gridline-mailbox-"))
    try {
      expect(await readMailbox(dataDir)).toEqual([])
      const email = await askForOne()
      const deps = { ...workerDeps, settings: { ...workerDeps.settings, dataDir } }
      expect(await sendDueMail(deps, bench.clock.now())).toBe(1)
      const kept = await readMailbox(dataDir)
      expect(kept).toMatchObject([{ to: email, subject: "Set a new password", from: "gridline@portal.test" }])
      expect(kept[0]?.text).toContain("http://portal.test:3000/reset?token=")
      const [name] = await readdir(join(dataDir, "mailbox"))
      expect((await stat(join(dataDir, "mailbox", name ?? ""))).mode & 0o777).toBe(0o600)
    } finally {
      await rm(dataDir, { recursive: true, force: true })
    }
  })

  test("goes out by SMTP when it is configured", async () => {
    const email = await askForOne()
    const { server, port, received } = await smtpServer()
    try {
      const smtpUrl = `smtp://127.0.0.1:${port}`
      const deps = { ...workerDeps, settings: { ...workerDeps.settings, smtpUrl } }
      expect(await sendDueMail(deps, bench.clock.now())).toBe(1)
      expect(received.join("")).toContain(`RCPT TO:<${email}>`)
      expect(received.join("")).toContain("Subject: Set a new password")
    } finally {
      server.close()
    }
  })

  test("and limits, links and sessions that have ended are forgotten in time", async () => {
    await askForOne()
    await bench.mails()
    bench.clock.forward(70 * 86_400)
    await forgetExpired(workerDeps, bench.clock.now())
    expect(await bench.worker.rateWindow.count()).toBe(0)
    expect(await bench.worker.emailToken.count()).toBe(0)
    expect(await bench.worker.session.count()).toBe(0)
    expect(await bench.worker.mail.count()).toBe(0)
  })
})

/** As much of an SMTP server as a client needs to hand over a mail. */
async function smtpServer(): Promise<{ server: Server; port: number; received: string[] }> {
  const received: string[] = []
  const server = createServer((socket) => {
    let inData = false
    socket.write("220 test ESMTP\r\n")
    socket.on("data", (chunk) => {
      const text = chunk.toString()
      received.push(text)
      if (inData) {
        if (!text.endsWith("\r\n.\r\n")) return
        inData = false
        socket.write("250 kept\r\n")
      } else if (text.startsWith("DATA")) {
        inData = true
        socket.write("354 go on\r\n")
      } else if (text.startsWith("QUIT")) socket.end("221 bye\r\n")
      else socket.write("250 fine\r\n")
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  return { server, port: typeof address === "object" && address ? address.port : 0, received }
}
