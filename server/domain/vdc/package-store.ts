import type { Tx } from "@/server/db"
import { idOrSlug } from "../hosting"

export const findPackages = (tx: Tx) =>
  tx.package.findMany({ orderBy: [{ position: "asc" }, { id: "asc" }], include: { machineClass: true } })

export const findPackage = (tx: Tx, key: string) =>
  tx.package.findUnique({ where: idOrSlug(key), include: { machineClass: true } })
