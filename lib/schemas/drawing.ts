import { z } from "zod"
import { Blueprint } from "../blueprint/document"
import { CreateApplication, GetApplication } from "./application"
import { PageInput, zBig, zFlag, zId, zInstant } from "./base"

/** Most shapes and wires one drawing may have: a limit against scripts that run away. */
export const mostComponents = 1_000
export const mostWires = 5_000

/** A drawing as people send it: it may break rules (it is being drawn), but not grow without end. */
const zDrawing = Blueprint.extend({
  components: Blueprint.shape.components.max(mostComponents, `A drawing has at most ${mostComponents} components.`),
  connections: Blueprint.shape.connections.max(mostWires, `A drawing has at most ${mostWires} wires.`),
})

export const DrawApplication = CreateApplication.omit({ template: true, components: true, start: true })

export const DraftOut = z.object({
  /** As it was saved last; while nothing was, what is wanted. */
  blueprint: Blueprint,
  /** There is one: somebody drew, and has neither applied nor discarded it. */
  saved: z.boolean(),
  /** Raised by every save; 0 before the first. */
  version: z.number(),
  /** The revision it began with, and the one that is wanted now. */
  baseRevision: z.number(),
  currentRevision: z.number(),
  savedAt: zInstant.nullable(),
  /** Who else is drawing the same application. */
  others: z.array(z.object({ name: z.string(), savedAt: zInstant, baseRevision: z.number() })),
})
export type DraftOut = z.infer<typeof DraftOut>

export const SaveDraft = GetApplication.extend({
  blueprint: zDrawing,
  baseRevision: z.number().int().min(0),
  /** Of the draft that was read. Another one meanwhile is a conflict, so that two windows do not undo each other. */
  version: z.number().int().min(0),
})
export const DraftSavedOut = z.object({ version: z.number(), savedAt: zInstant })
export const RebaseOut = DraftOut.extend({
  /** Components that both have changed: as this draft has them. */
  conflicts: z.array(z.string()),
})
/** The drawing of an earlier revision as a draft: what runs is not touched until it is applied. */
export const RestoreRevision = GetApplication.extend({ number: z.coerce.number().int().min(1) })

export const ViolationOut = z.object({
  rule: z.string(),
  component: z.string().nullable(),
  message: z.string(),
  fix: z.string(),
  field: z.string().optional(),
})

/** What is different about one component. */
export const ToldOut = z.object({
  component: z.string(),
  act: z.enum(["added", "removed", "replaced", "changed"]),
  class: z.string(),
  lines: z.array(z.string()),
})

export const PlanDrawing = GetApplication.extend({
  /** Left out: the caller's draft. */
  blueprint: zDrawing.optional(),
})
export const PlanOut = z.object({
  currentRevision: z.number(),
  changes: z.array(ToldOut),
  /** Instances, by path. */
  added: z.array(z.string()),
  removed: z.array(z.string()),
  /** They end and start anew, and what of them makes it so. */
  restarted: z.array(z.object({ path: z.string(), why: z.string() })),
  volumesCreated: z.array(z.object({ path: z.string(), sizeGib: z.number(), mirrored: z.boolean() })),
  /** What nothing drawn holds any more: to the trash, from which it can be taken back for `trashDays`. */
  volumesOrphaned: z.array(z.object({ path: z.string(), sizeGib: z.number(), usedBytes: zBig })),
  trashDays: z.number(),
  /** Micros of the minor unit, of everything running. */
  hourlyMicrosBefore: zBig,
  hourlyMicrosAfter: zBig,
  currency: z.string(),
  /** Rules the drawing breaks: it cannot be applied before. */
  problems: z.array(ViolationOut),
  /** What has no room, in numbers. It can be applied to a stopped application all the same. */
  misfits: z.array(z.string()),
  isApplicable: z.boolean(),
})
export type PlanOut = z.infer<typeof PlanOut>

export const ApplyDrawing = PlanDrawing.extend({
  /** The revision it was drawn on. Another one meanwhile is a conflict: nothing is overwritten unseen. */
  baseRevision: z.coerce.number().int().min(0),
  message: z.string().trim().max(200).default(""),
  /** Start the application if it is stopped. */
  start: zFlag.default(false),
})

export const RevisionOut = z.object({
  id: zId,
  number: z.number(),
  message: z.string(),
  createdAt: zInstant,
  createdBy: z.string().nullable(),
  /** What is wanted now. */
  current: z.boolean(),
  components: z.number(),
})
export const ListRevisions = GetApplication.extend(PageInput.shape)
export const GetRevision = RestoreRevision
export const RevisionDetailOut = RevisionOut.extend({ blueprint: Blueprint })
export const CompareRevisions = GetApplication.extend({
  from: z.coerce.number().int().min(1),
  to: z.coerce.number().int().min(1),
})
export const CompareOut = z.object({ changes: z.array(ToldOut) })
