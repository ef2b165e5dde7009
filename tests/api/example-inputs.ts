import type { Company } from "../support/company-fixture"

/** What a procedure is called with; ids are those of the company's rows. */
export type Example = (it: Company) => Record<string, unknown>

const nothing: Example = () => ({})
const application: Example = ({ applicationId }) => ({ applicationId })
const component: Example = ({ componentId }) => ({ componentId })
const volume: Example = ({ volumeId }) => ({ volumeId })
const snapshot: Example = ({ snapshotId }) => ({ snapshotId })
const vdc: Example = ({ vdcId }) => ({ vdcId })
const inVdc: Example = ({ vdcId, applicationId }) => ({ vdcId, applicationId })
const strongPassword = "correct horse battery staple"
const token = "a".repeat(43)

const emptyDrawing = { format: 1, components: [], connections: [] }

const shapeOf = (className: string) => ({
  name: "one",
  class: className,
  version: 1,
  resources: { cpuMillis: 100, memoryMib: 64 },
  position: { x: 0, y: 0 },
})

/** Of a cluster. */
const reach = { addresses: ["10.0.0.1"], fingerprint: "ab".repeat(32), storagePool: "default", uplink: "eth0" }

/** A procedure without an example fails its test: nothing gets in untried. */
export const exampleInputs: Record<string, Example> = {
  "me.get": nothing,

  "identity.signUp": () => ({ company: "New", name: "New", email: "new@new.example", password: strongPassword }),
  "identity.verifyEmail": () => ({ token }),
  "identity.resendVerification": () => ({ email: "nobody@nowhere.example" }),
  "identity.requestPasswordReset": () => ({ email: "nobody@nowhere.example" }),
  "identity.resetPassword": () => ({ token, password: strongPassword }),
  "identity.changePassword": () => ({ currentPassword: "wrong", newPassword: strongPassword }),
  "identity.signOutEverywhere": nothing,
  "sessions.list": nothing,
  "sessions.events": nothing,
  "sessions.revoke": ({ sessionId }) => ({ sessionId }),

  "members.list": nothing,
  "members.changeRole": ({ members }) => ({ userId: members.viewer.userId, role: "owner" }),
  "members.remove": ({ members }) => ({ userId: members.viewer.userId }),
  "invitations.list": nothing,
  "invitations.create": () => ({ email: "friend@friends.example", role: "viewer" }),
  "invitations.resend": ({ invitationId }) => ({ invitationId }),
  "invitations.revoke": ({ invitationId }) => ({ invitationId }),
  "invitations.preview": () => ({ token }),
  "invitations.accept": () => ({ token, name: "New", password: strongPassword }),
  "apiKeys.list": nothing,
  "apiKeys.create": () => ({ name: "New key", role: "viewer" }),
  "apiKeys.revoke": ({ apiKeyId }) => ({ apiKeyId }),
  "audit.list": nothing,

  "packages.list": nothing,
  "dataCenters.list": nothing,
  "vdcs.list": nothing,
  "vdcs.create": () => ({ name: "Another", dataCenter: "ams", package: "starter" }),
  "vdcs.get": vdc,
  "vdcs.nodes": vdc,
  "vdcs.nodeLoss": ({ vdcId, nodeId }) => ({ vdcId, nodeId }),
  "vdcs.delete": vdc,

  "templates.list": nothing,
  "templates.get": ({ templateSlug }) => ({ template: templateSlug }),
  "classes.list": nothing,
  "classes.get": ({ className }) => ({ name: className }),
  "classes.makeAssembly": ({ className }) => ({
    name: "spied-set",
    title: "Spied",
    interior: { ...emptyDrawing, components: [shapeOf(className)], terminals: [], redirects: [] },
  }),
  "classes.retire": ({ className }) => ({ name: className }),
  "classes.restore": ({ className }) => ({ name: className }),

  "applications.list": vdc,
  "applications.get": application,
  "applications.quote": ({ vdcId }) => ({ vdcId, template: "static-site" }),
  "applications.create": ({ vdcId }) => ({ vdcId, template: "static-site", name: "spy" }),
  "applications.draw": ({ vdcId }) => ({ vdcId, name: "drawn" }),
  "applications.draft": application,
  "applications.saveDraft": ({ applicationId }) => ({
    applicationId,
    blueprint: emptyDrawing,
    baseRevision: 1,
    version: 0,
  }),
  "applications.discardDraft": application,
  "applications.rebaseDraft": application,
  "applications.plan": ({ applicationId }) => ({ applicationId, blueprint: emptyDrawing }),
  "applications.applyDrawing": ({ applicationId }) => ({ applicationId, blueprint: emptyDrawing, baseRevision: 1 }),
  "applications.revisions": application,
  "applications.revision": ({ applicationId }) => ({ applicationId, number: 1 }),
  "applications.compareRevisions": ({ applicationId }) => ({ applicationId, from: 1, to: 1 }),
  "applications.restoreRevision": ({ applicationId }) => ({ applicationId, number: 1 }),
  "applications.descriptor": application,
  "applications.checkDescriptor": ({ vdcId }) => ({ vdcId, descriptor: "gridline: 1" }),
  "applications.importDescriptor": ({ vdcId }) => ({ vdcId, name: "spied", descriptor: "gridline: 1" }),
  "applications.copyPreview": application,
  "applications.copy": ({ applicationId }) => ({ applicationId, name: "twin" }),
  "applications.start": application,
  "applications.stop": application,
  "applications.restart": application,
  "applications.scale": ({ applicationId }) => ({ applicationId, components: { web: { count: 2 } } }),
  "applications.delete": application,
  "components.get": component,
  "components.logs": component,
  "components.exec": ({ componentId }) => ({ componentId, command: ["echo", "hello"] }),
  "components.start": component,
  "components.stop": component,
  "components.restart": component,

  "snapshots.list": inVdc,
  "snapshots.get": snapshot,
  "snapshots.preview": application,
  "snapshots.create": ({ applicationId }) => ({ applicationId, name: "spied" }),
  "snapshots.launch": ({ snapshotId }) => ({ snapshotId, name: "twin" }),
  "snapshots.restore": snapshot,
  "snapshots.delete": snapshot,
  "snapshots.undelete": snapshot,
  "volumes.list": inVdc,
  "volumes.get": volume,
  "volumes.files": volume,
  "volumes.delete": volume,
  "volumes.restore": ({ trashedVolumeId }) => ({ volumeId: trashedVolumeId }),

  "operations.list": ({ vdcId, applicationId }) => ({ vdcId, subjectId: applicationId }),
  "operations.get": ({ operationId }) => ({ operationId }),
  "events.list": inVdc,
  "live.changes": vdc,

  "usage.summary": inVdc,
  "usage.chart": inVdc,
  "usage.intervals": ({ componentId }) => ({ subjectId: componentId, meter: "component_core_hours" }),
  "usage.preview": nothing,
  "invoices.list": nothing,
  "invoices.get": ({ invoiceId }) => ({ invoiceId }),

  "provider.partners.list": nothing,
  "provider.dataCenters.list": nothing,
  "provider.machineClasses.list": nothing,
  "provider.tenants.list": nothing,
  "provider.clusters.list": nothing,
  "provider.clusters.get": ({ clusterId }) => ({ clusterId }),
  "provider.clusters.members": ({ clusterId }) => ({ clusterId }),
  "provider.clusters.prepare": nothing,
  "provider.clusters.probe": ({ clusterId }) => ({ identityId: clusterId, ...reach }),
  "provider.clusters.connect": ({ clusterId }) => ({
    identityId: clusterId,
    ...reach,
    newPartner: { name: "New", country: "NL" },
    name: "New",
    city: "Rotterdam",
    country: "NL",
    latitude: 51.9,
    longitude: 4.5,
    pricesOf: "ams",
  }),
  "provider.clusters.update": ({ clusterId }) => ({ clusterId, uplink: "eth1" }),
  "provider.clusters.disconnect": ({ clusterId }) => ({ clusterId }),
  "provider.packages.list": nothing,
  "provider.packages.create": () => ({
    name: "New",
    machineClass: "small",
    nodes: 1,
    currency: "EUR",
    monthlyPriceMinor: "100",
    includedVolumeGib: 1,
    includedTransferGib: 1,
  }),
  "provider.packages.update": ({ packageId }) => ({ packageId, name: "Other" }),
  "provider.nodes.list": nothing,
  "provider.nodes.add": ({ dataCenterId }) => ({ dataCenterId, machineClass: "small", count: 1 }),
  "provider.nodes.powerOff": ({ nodeId }) => ({ nodeId }),
  "provider.nodes.drainPreview": ({ nodeId }) => ({ nodeId }),
  "provider.nodes.drain": ({ nodeId }) => ({ nodeId, reason: "a new power supply" }),
  "provider.nodes.undrain": ({ nodeId }) => ({ nodeId }),
  "provider.nodes.powerOn": ({ nodeId }) => ({ nodeId }),
  "provider.nodeOrders.list": nothing,
  "provider.nodeOrders.fulfil": ({ nodeOrderId }) => ({ nodeOrderId }),
  "provider.audit.list": nothing,
  "provider.operations.list": nothing,
  "provider.operations.get": ({ operationId }) => ({ operationId }),
  "provider.periods.list": nothing,
  "provider.periods.close": ({ tenantId }) => ({ tenantId }),
}
