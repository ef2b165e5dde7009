import type { AssignmentPurpose, Meter, UsageSubject } from "@/prisma/generated/enums"

/** A level as observed: from `at` on, `subjectId` uses `quantity` (whole units of the meter, see README). 0 = nothing any more. */
export type Level = {
  tenantId: string
  vdcId: string
  applicationId: string | null
  subjectType: UsageSubject
  subjectId: string
  subjectName: string
  meter: Meter
  quantity: bigint
  machineClassId?: string | null
  purpose?: AssignmentPurpose | null
  at: Date
}

export type OpenInterval = {
  id: string
  tenantId: string
  vdcId: string
  applicationId: string | null
  subjectId: string
  meter: Meter
  quantity: bigint
  machineClassId: string | null
  purpose: AssignmentPurpose | null
  startsAt: Date
}

/** What is known of one subject and meter before the change. */
export type Standing = {
  open: OpenInterval | null
  /** End of its last closed interval or of the tenant's last closed billing period, whichever is later. */
  notBefore: Date | null
}

export type NewInterval = Omit<Level, "at"> & { startsAt: Date; endsAt: Date | null }

export type LevelPlan = {
  close: { id: string; endsAt: Date }[]
  /** Open ones that would have no length. */
  drop: string[]
  open: NewInterval[]
}

export const standingKey = ({ subjectId, meter }: { subjectId: string; meter: Meter }): string =>
  `${subjectId}/${meter}`

type Running = { row: NewInterval | null; open: OpenInterval | null; notBefore: Date | null }

const later = (a: Date, b: Date | null): Date => (b !== null && b > a ? b : a)

/** The name is not compared: a renamed application goes on using what it used. */
const same = (current: OpenInterval | NewInterval, level: Level): boolean =>
  current.quantity === level.quantity &&
  current.tenantId === level.tenantId &&
  current.vdcId === level.vdcId &&
  current.applicationId === level.applicationId &&
  (current.machineClassId ?? null) === (level.machineClassId ?? null) &&
  (current.purpose ?? null) === (level.purpose ?? null)

/** Ends what runs at `at`; what would have no length disappears instead. */
function end(running: Running, at: Date, plan: LevelPlan): void {
  const { open, row } = running
  running.open = null
  running.row = null
  if (row && at <= row.startsAt) {
    plan.open.splice(plan.open.indexOf(row), 1)
    return
  }
  if (row) row.endsAt = at
  else if (open && at > open.startsAt) plan.close.push({ id: open.id, endsAt: at })
  else if (open) plan.drop.push(open.id)
  running.notBefore = later(at, running.notBefore)
}

/** What to write so that the levels hold. Levels of one subject and meter are taken in the order given; repeats change nothing. */
export function planLevels(levels: readonly Level[], standings: ReadonlyMap<string, Standing>): LevelPlan {
  const plan: LevelPlan = { close: [], drop: [], open: [] }
  const running = new Map<string, Running>()
  for (const level of levels) {
    if (level.quantity < 0n) throw new RangeError(`usage of ${level.subjectName} cannot be negative`)
    const key = standingKey(level)
    const standing = standings.get(key)
    const state = running.get(key) ?? {
      row: null,
      open: standing?.open ?? null,
      notBefore: standing?.notBefore ?? null,
    }
    running.set(key, state)
    const current = state.open ?? state.row
    if (current && same(current, level)) continue
    // Never before the present one began, nor into what is already closed: intervals only grow at their end.
    const at = later(later(level.at, state.notBefore), current?.startsAt ?? null)
    if (current) end(state, at, plan)
    if (level.quantity === 0n) continue
    const { at: _observedAt, ...rest } = level
    state.row = { ...rest, startsAt: at, endsAt: null }
    plan.open.push(state.row)
  }
  return plan
}

export const isEmpty = (plan: LevelPlan): boolean =>
  plan.close.length === 0 && plan.drop.length === 0 && plan.open.length === 0
