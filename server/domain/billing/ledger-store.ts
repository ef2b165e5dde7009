import { newId } from "@/lib/ids"
import type { Tx } from "@/server/db"
import type { NewJournal } from "./core/journal"

/** One journal per source document and kind (unique index): posting twice fails instead of counting twice. */
export async function postJournal(tx: Tx, journal: NewJournal): Promise<void> {
  const { postings, ...head } = journal
  const id = newId()
  await tx.journal.create({ data: { id, ...head } })
  await tx.posting.createMany({
    data: postings.map((posting) => ({ ...posting, tenantId: head.tenantId, journalId: id })),
  })
}
