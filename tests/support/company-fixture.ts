import { randomBytes } from "node:crypto"
import { newId } from "@/lib/ids"
import type { TenantRole } from "@/lib/schemas/identity"
import type { Db } from "@/server/db"
import { hashToken, prefixOf } from "@/server/domain/identity"

/** A company with one row in every table that can hold something of it: what a stranger may try to reach. */
export type Company = {
  tenantId: string
  slug: string
  userId: string
  sessionId: string
  members: Record<TenantRole, { userId: string; sessionId: string; key: string }>
  vdcId: string
  dataCenterId: string
  packageId: string
  /** Connected beside it; belongs to no company. */
  clusterId: string
  nodeId: string
  applicationId: string
  componentId: string
  volumeId: string
  trashedVolumeId: string
  snapshotId: string
  operationId: string
  nodeOrderId: string
  invoiceId: string
  invitationId: string
  apiKeyId: string
  className: string
  templateSlug: string
}

/** As `newApiKey` makes them. */
export const makeKey = (): string => `gl_${randomBytes(32).toString("base64url")}`

type Place = { dataCenterId: string; machineClassId: string; packageId: string; nodeId: string }

/** A node of its own for each company, so that assignments do not collide. Needs `seedHosting` before. */
async function placeFor(db: Db, name: string): Promise<Place> {
  const bought = await db.package.findFirstOrThrow({ orderBy: { position: "asc" } })
  const dataCenter = await db.dataCenter.findFirstOrThrow({ orderBy: { slug: "asc" } })
  const { machineClassId } = bought
  const node = await db.node.create({
    data: { dataCenterId: dataCenter.id, machineClassId, name: `${name}-node`, rack: "r1", state: "assigned" },
  })
  return { dataCenterId: dataCenter.id, machineClassId, packageId: bought.id, nodeId: node.id }
}

async function seedCluster(db: Db, name: string): Promise<string> {
  const { id: partnerId } = await db.hostingPartner.findFirstOrThrow({ orderBy: { slug: "asc" } })
  const place = { city: "Rotterdam", country: "NL", latitude: 51.9, longitude: 4.5 }
  const site = await db.dataCenter.create({
    data: { partnerId, slug: `${name}-cluster`, name: `${name} cluster`, ...place, fabric: "lxd" },
  })
  const cluster = await db.cluster.create({
    data: {
      id: newId(),
      dataCenterId: site.id,
      addresses: [`https://${name}.example:8443`],
      fingerprint: hashToken(name).slice(0, 64),
      serverCertificate: "",
      clientCertificate: "",
      clientKeySealed: "",
      storagePool: "default",
      uplink: "eth0",
    },
  })
  return cluster.id
}

const roles: readonly TenantRole[] = ["owner", "admin", "engineer", "billing", "viewer"]

async function seedMembers(db: Db, tenantId: string, name: string): Promise<Company["members"]> {
  const made = await Promise.all(
    roles.map(async (role) => {
      const email = `${role}@${name}.example`
      const user = await db.user.create({
        data: { email, name: role, passwordHash: "none", emailVerifiedAt: new Date() },
      })
      await db.membership.create({ data: { tenantId, userId: user.id, role } })
      const expiresAt = new Date(Date.now() + 3_600_000)
      const session = await db.session.create({ data: { userId: user.id, expiresAt } })
      const key = makeKey()
      await db.apiKey.create({
        data: { tenantId, userId: user.id, name: `${role} key`, prefix: prefixOf(key), keyHash: hashToken(key), role },
      })
      return [role, { userId: user.id, sessionId: session.id, key }] as const
    }),
  )
  return Object.fromEntries(made) as Company["members"]
}

export async function seedCompany(db: Db, name: string): Promise<Company> {
  const place = await placeFor(db, name)
  const { id: tenantId } = await db.tenant.create({
    data: { slug: name, name: `${name} company`, billingAnchor: new Date("2026-01-01T00:00:00Z") },
  })
  const members = await seedMembers(db, tenantId, name)
  const { userId, sessionId } = members.owner
  const { id: vdcId } = await db.vdc.create({
    data: {
      tenantId,
      slug: `${name}-vdc`,
      name: `${name} VDC`,
      dataCenterId: place.dataCenterId,
      packageId: place.packageId,
      state: "active",
      activatedAt: new Date(),
    },
  })
  await db.nodeAssignment.create({ data: { tenantId, vdcId, nodeId: place.nodeId, startsAt: new Date() } })
  const { dataCenterId, machineClassId, nodeId, packageId } = place
  const clusterId = await seedCluster(db, name)
  const order = await db.nodeOrder.create({
    data: { tenantId, vdcId, dataCenterId, machineClassId, count: 1, promisedAt: new Date() },
  })
  const invitation = await db.invitation.create({
    data: {
      tenantId,
      email: `invited@${name}.example`,
      role: "viewer",
      tokenHash: hashToken(newId()),
      invitedById: userId,
      expiresAt: new Date(Date.now() + 86_400_000),
    },
  })
  const spare = await db.apiKey.create({
    data: { tenantId, userId, name: "spare", prefix: "gl_spare", keyHash: hashToken(newId()), role: "viewer" },
  })
  const owned = { tenantId, slug: name, userId, sessionId, members, vdcId, nodeId, nodeOrderId: order.id }
  const beside = { dataCenterId, packageId, clusterId }
  return {
    ...owned,
    ...beside,
    invitationId: invitation.id,
    apiKeyId: spare.id,
    ...(await seedCatalog(db, tenantId, name)),
    ...(await seedApplication(db, owned)),
    invoiceId: await seedBooks(db, owned),
  }
}

const boundary = {
  terminals: [],
  properties: [],
  resources: { cpuMillis: { min: 50, max: 1000, default: 100 }, memoryMib: { min: 32, max: 1024, default: 64 } },
  volumes: [],
  count: { max: 1 },
}

async function seedCatalog(db: Db, tenantId: string, name: string) {
  const className = `${name}-class`
  const templateSlug = `${name}-template`
  const made = await db.applianceClass.create({
    data: { tenantId, name: className, title: "Own", summary: "", glyph: "box" },
  })
  await db.classVersion.create({ data: { tenantId, classId: made.id, version: 1, boundary, images: {} } })
  await db.template.create({
    data: {
      tenantId,
      slug: templateSlug,
      name: "Own",
      summary: "",
      glyph: "box",
      blueprint: { format: 1, components: [], connections: [] },
    },
  })
  return { className, templateSlug }
}

type Owned = Pick<Company, "tenantId" | "slug" | "vdcId" | "nodeId" | "userId">

const blueprint = { format: 1, components: [], connections: [] }

async function seedApplication(db: Db, { tenantId, slug, vdcId, nodeId, userId }: Owned) {
  const application = await db.application.create({ data: { tenantId, vdcId, slug: "shop", title: "Shop" } })
  const applicationId = application.id
  const revision = await db.applicationRevision.create({
    data: { tenantId, applicationId, number: 1, blueprint, message: "made", createdById: userId },
  })
  await db.application.update({ where: { id: applicationId }, data: { revisionId: revision.id } })
  await db.applicationDraft.create({
    data: { tenantId, applicationId, userId, blueprint, baseRevision: 1, savedAt: new Date() },
  })
  const component = await db.component.create({
    data: {
      tenantId,
      vdcId,
      applicationId,
      name: "web",
      index: 0,
      path: "shop:main.web[0]",
      className: "web",
      classVersion: 1,
      image: "web@1",
      startOrder: 1,
      cpuMillis: 100,
      memoryMib: 64,
      secret: "sealed",
      nodeId,
    },
  })
  const volume = (name: string, trashedAt: Date | null) => ({
    tenantId,
    vdcId,
    applicationId,
    componentName: "web",
    componentIndex: 0,
    name,
    path: `shop:main.web[0].${name}`,
    sizeGib: 1,
    mirroring: "files",
    trashedAt,
    replicas: { create: { nodeId, role: "primary" as const } },
  })
  const { replicas, ...trashed } = volume("old", new Date())
  const living = await db.volume.create({ data: volume("content", null) })
  const old = await db.volume.create({ data: { ...trashed, purgeAt: new Date(Date.now() + 86_400_000) } })
  const snapshot = await db.snapshot.create({ data: { tenantId, vdcId, applicationId, name: "kept", blueprint } })
  await db.volume.create({
    data: { ...volume("kept", null), applicationId: null, snapshotId: snapshot.id, mirrored: false },
  })
  const operation = await db.operation.create({
    data: {
      tenantId,
      vdcId,
      kind: "application.start",
      subjectType: "application",
      subjectId: applicationId,
      subjectName: "shop",
      input: {},
      state: "succeeded",
      steps: { create: { position: 0, name: "Plan" } },
    },
  })
  await db.event.create({ data: { tenantId, vdcId, applicationId, kind: "test", message: `${slug} event` } })
  await db.auditEvent.create({
    data: { tenantId, actorKind: "user", actorId: userId, action: "test", subjectType: "vdc", subjectId: vdcId },
  })
  return {
    applicationId,
    componentId: component.id,
    volumeId: living.id,
    trashedVolumeId: old.id,
    snapshotId: snapshot.id,
    operationId: operation.id,
  }
}

async function seedBooks(db: Db, { tenantId, slug, vdcId }: Owned): Promise<string> {
  const from = new Date("2026-02-01T00:00:00Z")
  const to = new Date("2026-03-01T00:00:00Z")
  const usage = { tenantId, vdcId, subjectId: newId(), subjectName: "web" }
  await db.usageInterval.create({
    data: {
      ...usage,
      subjectType: "component",
      meter: "component_core_hours",
      quantity: 1n,
      startsAt: from,
      endsAt: to,
    },
  })
  await db.usageDelta.create({
    data: {
      ...usage,
      meter: "transfer_out_gib",
      counterEpoch: "e",
      fromBytes: 0n,
      toBytes: 1n,
      startsAt: from,
      endsAt: to,
    },
  })
  const invoice = await db.invoice.create({
    data: { tenantId, currency: "EUR", timeZone: "UTC", periodStart: from, periodEnd: to, billedTo: { name: slug } },
  })
  await db.invoiceLine.create({
    data: {
      tenantId,
      invoiceId: invoice.id,
      position: 0,
      kind: "fee",
      title: "Fee",
      why: "a month",
      quantity: 1n,
      microsPerUnit: 0n,
      startsAt: from,
      endsAt: to,
      amountMinor: 100n,
    },
  })
  await db.invoice.update({
    where: { id: invoice.id },
    data: { state: "finalized", number: `T-${slug}`, finalizedAt: to, dueAt: to, totalMinor: 100n },
  })
  const posting = { tenantId, currency: "EUR" }
  // One statement for both: a journal is looked at when its transaction ends.
  await db.$transaction(async (tx) => {
    const { id: journalId } = await tx.journal.create({
      data: { tenantId, sourceType: "invoice", sourceId: invoice.id, kind: "finalized", at: to },
    })
    await tx.posting.createMany({
      data: [
        { ...posting, journalId, account: "receivable", amountMinor: 100n },
        { ...posting, journalId, account: "revenue:fee", amountMinor: -100n },
      ],
    })
  })
  return invoice.id
}
