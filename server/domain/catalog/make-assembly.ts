import type { z } from "zod"
import { boundaryOf, ClassBoundary, type Interior, validateInterior } from "@/lib/blueprint"
import type { ClassOut, MakeAssembly } from "@/lib/schemas/application"
import type { Tx } from "@/server/db"
import { inTenant, type TenantScope } from "../access"
import { recordAudit } from "../audit"
import type { Deps } from "../deps"
import { DomainError, notFound } from "../domain-error"
import {
  countClasses,
  findClass,
  findGlobalClass,
  insertClass,
  insertVersion,
  loadBoundaries,
  loadInteriors,
  lockOwnClass,
  setClass,
} from "./catalog-store"
import { loadSurroundings, toClassOut } from "./to-class-out"

type Made = z.infer<typeof ClassOut>
/** Classes a company may have: a limit against scripts that run away, not against growth. */
const maxClasses = 500

async function expectName(tx: Tx, tenantId: string, name: string): Promise<void> {
  if (await findGlobalClass(tx, name))
    throw new DomainError("conflict", `${name} is a class of the global catalog. Choose another name.`, "name")
  if ((await countClasses(tx, tenantId)) >= maxClasses)
    throw new DomainError("over_quota", `A company has at most ${maxClasses} classes. Add a version to one it has.`)
}

const told = async (tx: Tx, name: string): Promise<Made> => {
  const row = await findClass(tx, name)
  const [out] = row ? toClassOut(row, await loadSurroundings(tx)) : []
  if (!out) throw notFound("class")
  return out
}

/** Nodes are of one virtual data center, and a class is used in any. */
const unpinned = (interior: Interior): Interior => ({
  ...interior,
  components: interior.components.map((component) => ({ ...component, pin: [] })),
})

/**
 * Releases components, wired, as a class of the company's own catalog: a new one, or the next version of one it has. Throws `invalid`
 * with what is wrong inside, `conflict` when the name is taken or somebody released another version meanwhile.
 */
export const makeAssembly = (deps: Deps, scope: TenantScope, input: z.infer<typeof MakeAssembly>): Promise<Made> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const { name, title, summary, glyph, changelog, after } = input
    const own = await lockOwnClass(tx, tenantId, name)
    const newest = own?.versions[0]?.version ?? 0
    if (newest !== after)
      throw new DomainError(
        "conflict",
        after === 0
          ? `There is a class called ${name} already. Choose another name, or release the next version of it.`
          : `${name} is at version ${newest} now; yours follows version ${after}. Look at what changed, then release again.`,
        after === 0 ? "name" : "after",
      )
    if (!own) await expectName(tx, tenantId, name)
    const [boundaries, interiors] = [await loadBoundaries(tx), await loadInteriors(tx)]
    const interior = unpinned(input.interior)
    const [wrong, ...more] = validateInterior(interior, { name, boundaries, interiors })
    if (wrong) {
      const rest = more.length > 0 ? ` ${more.length} more.` : ""
      throw new DomainError("invalid", `${wrong.message} ${wrong.fix}${rest}`.trim(), "interior")
    }
    const looks = { title, summary, glyph }
    const classId = own?.id ?? (await insertClass(tx, { tenantId, name, ...looks }))
    if (own) await setClass(tx, { tenantId, classId }, { ...looks, retiredAt: null })
    const boundary = ClassBoundary.parse(boundaryOf(interior, boundaries))
    const version = newest + 1
    const words = changelog || (newest === 0 ? "First release." : "")
    await insertVersion(tx, { tenantId, classId, version, boundary, interior, changelog: words })
    await recordAudit(tx, scope, {
      action: "class.release",
      subjectType: "class",
      subjectId: classId,
      before: newest === 0 ? null : { version: newest },
      after: { name, version, components: interior.components.length },
    })
    return told(tx, name)
  })

/** Offered no longer, or again. What uses it goes on, and nothing of it is removed. */
export const retireClass = (deps: Deps, scope: TenantScope, name: string, isRetired: boolean): Promise<Made> =>
  inTenant(deps.db, scope, async (tx) => {
    const { tenantId } = scope
    const own = await lockOwnClass(tx, tenantId, name)
    if (!own) throw notFound("class")
    if ((own.retiredAt !== null) !== isRetired) {
      await setClass(tx, { tenantId, classId: own.id }, { retiredAt: isRetired ? deps.clock.now() : null })
      await recordAudit(tx, scope, {
        action: isRetired ? "class.retire" : "class.restore",
        subjectType: "class",
        subjectId: own.id,
        before: { retired: !isRetired },
        after: { name, retired: isRetired },
      })
    }
    return told(tx, name)
  })
