import { z } from "zod"
import { Interior } from "../blueprint/assembly/interior"
import { Blueprint, ClassBoundary } from "../blueprint/document"
import { fabrics } from "../fabric"
import { PageInput, TenantInput, zBig, zFlag, zId, zInstant, zSlug, zTitle } from "./base"

export const ComponentState = z.enum([
  "absent",
  "placing",
  "creating",
  "starting",
  "running",
  "stopping",
  "stopped",
  "standby",
  "waiting",
  "failed",
  "lost",
])
export type ComponentState = z.infer<typeof ComponentState>
export const ApplicationState = z.enum(["stopped", "starting", "running", "degraded", "stopping", "failed"])
export type ApplicationState = z.infer<typeof ApplicationState>

export const ClassOut = z.object({
  id: zId,
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  glyph: z.string(),
  /** `global` is everybody's, `tenant` the company's own. */
  catalog: z.enum(["global", "tenant"]),
  /** Since when it is offered no longer; what uses it goes on. */
  retiredAt: zInstant.nullable(),
  /** The newest one, which `boundary` and `interior` are of. */
  version: z.number(),
  versions: z.array(z.number()),
  boundary: ClassBoundary,
  /** Of an assembly: what is inside. */
  interior: Interior.nullable(),
  /** Versions before the newest, which drawings may still use. */
  earlier: z.array(z.object({ version: z.number(), boundary: ClassBoundary, interior: Interior.nullable() })),
  fabrics: z.array(z.string()),
})
export type ClassOut = z.infer<typeof ClassOut>

const zClassName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "Use small letters, digits and single dashes, starting with a letter.")
  .max(40)

export const MakeAssembly = TenantInput.extend({
  name: zClassName,
  title: z.string().trim().min(1).max(80),
  summary: z.string().trim().max(200).default(""),
  glyph: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default("package"),
  changelog: z.string().trim().max(2000).default(""),
  /** The newest version that was there when this one was drawn; 0: a new class. */
  after: z.number().int().min(0).default(0),
  interior: Interior,
})

export const NameClass = TenantInput.extend({ name: zClassName })

export const ClassDetailOut = ClassOut.extend({
  /** Newest first. */
  releases: z.array(z.object({ version: z.number(), changelog: z.string(), releasedAt: zInstant })),
  /** Applications of the company with components of it, at most `mostUses`. */
  usedBy: z.array(
    z.object({
      application: z.object({ id: zId, slug: z.string(), title: z.string() }),
      vdc: z.object({ slug: z.string(), name: z.string() }),
      version: z.number(),
      instances: z.number(),
    }),
  ),
  /** Assemblies of the company that have it inside, newest versions. */
  usedIn: z.array(z.object({ name: z.string(), title: z.string(), version: z.number() })),
})

export const TemplateOut = z.object({
  id: zId,
  slug: z.string(),
  name: z.string(),
  summary: z.string(),
  glyph: z.string(),
  blueprint: Blueprint,
  /** Where each of its classes has an image. */
  fabrics: z.array(z.enum(fabrics)),
  /** Where one has none: `name@version` of those. */
  missingImages: z.array(z.object({ fabric: z.enum(fabrics), classes: z.array(z.string()) })),
})

export const ComponentOut = z.object({
  id: zId,
  name: z.string(),
  index: z.number(),
  path: z.string(),
  class: z.object({ name: z.string(), version: z.number(), glyph: z.string(), title: z.string() }),
  wanted: z.enum(["running", "stopped", "removed"]),
  state: ComponentState,
  reason: z.string().nullable(),
  node: z.object({ id: zId, name: z.string() }).nullable(),
  placementReason: z.string().nullable(),
  addresses: z.array(z.object({ terminal: z.string(), address: z.string() })),
  startOrder: z.number(),
  resources: z.object({ cpuMillis: z.number(), memoryMib: z.number() }),
  used: z.object({ cpuMillis: z.number(), memoryMib: z.number() }),
  restarts: z.number(),
  startedAt: zInstant.nullable(),
  stateSince: zInstant,
})
export type ComponentOut = z.infer<typeof ComponentOut>

export const ApplicationOut = z.object({
  id: zId,
  vdcId: zId,
  slug: z.string(),
  title: z.string(),
  wanted: z.enum(["running", "stopped", "deleted"]),
  state: ApplicationState,
  /** "3 of 5 running; main.db waiting: …" */
  summary: z.string(),
  url: z.string().nullable(),
  components: z.object({ total: z.number(), running: z.number() }),
  /** Price per hour of what is wanted now, micros of the minor unit. */
  hourlyMicros: zBig,
  currency: z.string(),
  createdAt: zInstant,
})
export const ApplicationDetailOut = ApplicationOut.extend({
  blueprint: Blueprint,
  revision: z.object({ number: z.number(), message: z.string(), createdAt: zInstant }),
  instances: z.array(ComponentOut),
  operation: z.object({ id: zId, kind: z.string(), state: z.string() }).nullable(),
})
export type ApplicationDetailOut = z.infer<typeof ApplicationDetailOut>

/** Overrides per component of a template, by its name (`web`, `db`). */
export const ComponentSizes = z.record(
  z.string().max(40),
  z.object({
    count: z.coerce.number().int().min(1).max(50).optional(),
    cpuMillis: z.coerce.number().int().min(50).max(64_000).optional(),
    memoryMib: z.coerce.number().int().min(32).max(1_048_576).optional(),
    volumeGib: z.coerce.number().int().min(1).max(16_384).optional(),
  }),
)
export const ListApplications = TenantInput.extend(PageInput.shape).extend({ vdcId: zId.optional() })
export const CreateApplication = TenantInput.extend({
  vdcId: zId,
  /** Template id or slug. */
  template: z.string().min(1).max(80),
  name: zSlug,
  title: zTitle.optional(),
  components: ComponentSizes.default({}),
  /** Leave it stopped after provisioning. */
  start: zFlag.default(true),
})
export const QuoteApplication = CreateApplication.omit({ name: true, title: true, start: true })
export const QuoteOut = z.object({
  currency: z.string(),
  hourlyMicros: zBig,
  monthlyMinor: zBig,
  fits: z.boolean(),
  /** What does not fit, in numbers. */
  problems: z.array(z.string()),
  lines: z.array(
    z.object({
      component: z.string(),
      count: z.number(),
      hourlyMicros: zBig,
      cpuMillis: z.number(),
      memoryMib: z.number(),
      volumeGib: z.number(),
    }),
  ),
})
export const GetApplication = TenantInput.extend({ applicationId: zId })
export const PreviewCopy = GetApplication.extend({
  /** Where the copy is to be; unless said, where its source is. */
  vdcId: zId.optional(),
})
export const CopyApplication = PreviewCopy.extend({
  /** Of the copy. */
  name: zSlug,
  title: zTitle.optional(),
})
export const CopyPreviewOut = QuoteOut.extend({
  /** What is copied. `usedBytes`: as last seen. */
  volumes: z.array(z.object({ path: z.string(), sizeGib: z.number(), mirrored: z.boolean(), usedBytes: zBig })),
})
export const ScaleApplication = GetApplication.extend({
  components: ComponentSizes,
  message: z.string().max(200).default(""),
})
export const GetComponent = TenantInput.extend({ componentId: zId })
export const ComponentLogs = GetComponent.extend({
  after: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
})
export const LogLineOut = z.object({
  cursor: z.string(),
  at: zInstant,
  stream: z.enum(["out", "err", "system"]),
  text: z.string(),
})
