import { newId } from "@/lib/ids"
import type { Meter } from "@/prisma/generated/enums"
import { type Db, openDatabase } from "@/server/db"
import type { Deps } from "@/server/domain/deps"
import type { Level } from "@/server/domain/metering"
import { FakeClusterGate } from "@/server/fabric/fake"
import { createTestDatabase, type TestDatabase } from "./database"

/** A clock that stands still until it is set. */
export class TestClock {
  constructor(private at: Date) {}
  now = (): Date => this.at
  set(at: string): void {
    this.at = new Date(at)
  }
}

export type BillingBench = {
  database: TestDatabase
  clock: TestClock
  deps: Deps
  /** Sees all tenants, as the worker does. */
  worker: Db
  close(): Promise<void>
}

/** A database of its own with the three roles connected. */
export async function openBillingBench(now: string): Promise<BillingBench> {
  const database = await createTestDatabase()
  const clock = new TestClock(new Date(now))
  const web = openDatabase(database.webUrl, { max: 4, name: "test-web" })
  const provider = openDatabase(database.providerUrl, { max: 8, name: "test-provider" })
  const worker = openDatabase(database.workerUrl, { max: 4, name: "test-worker" })
  const deps: Deps = {
    db: web,
    providerDb: provider,
    clock,
    clusters: new FakeClusterGate(),
    fabricOf: () => {
      throw new Error("billing asks no fabric")
    },
    settings: {
      portalUrl: "http://portal.test",
      edgeDomain: "localhost",
      edgePort: 8080,
      dataDir: "/nonexistent",
      encryptionKey: "",
      smtpUrl: null,
      mailFrom: "gridline@portal.test",
      mirrorSeconds: 60,
    },
  }
  const close = async () => {
    await Promise.all([web, provider, worker].map((db) => db.$disconnect()))
    await database.drop()
  }
  return { database, clock, deps, worker, close }
}

export type Market = { dataCenterId: string; packageId: string; machineClassId: string }

/** Micros of the minor unit per priced unit, as seeded below. */
export const testRates: Partial<Record<Meter, bigint>> = {
  component_core_hours: 800_000n,
  component_memory_gib_hours: 210_000n,
  volume_gib_hours: 12_345n,
  transfer_out_gib: 1_500_000n,
}

/** A partner's data center with a tariff, and a package of 190.00 EUR: 3 × M, 50 GiB of volumes, 100 GiB of transfer. */
export async function seedMarket(db: Db): Promise<Market> {
  const slug = newId()
  const machineClass = await db.machineClass.create({
    data: { slug: `m-${slug}`, name: "M", cores: 8, memoryMib: 32_768, diskGib: 500, networkMbps: 1000 },
  })
  const partner = await db.hostingPartner.create({ data: { slug: `p-${slug}`, name: "Polder Hosting", country: "NL" } })
  const dataCenter = await db.dataCenter.create({
    data: {
      slug: `d-${slug}`,
      partnerId: partner.id,
      name: "Amsterdam 1",
      city: "Amsterdam",
      country: "NL",
      latitude: 52.37,
      longitude: 4.9,
    },
  })
  await addTariff(db, dataCenter.id, machineClass.id, "2020-01-01T00:00:00Z", 1n)
  const bought = await db.package.create({
    data: {
      slug: `start-${slug}`,
      name: "Start",
      summary: "",
      machineClassId: machineClass.id,
      nodes: 3,
      monthlyPriceMinor: 19_000n,
      includedVolumeGib: 50,
      includedTransferGib: 100,
    },
  })
  return { dataCenterId: dataCenter.id, packageId: bought.id, machineClassId: machineClass.id }
}

export async function addTariff(
  db: Db,
  dataCenterId: string,
  machineClassId: string,
  validFrom: string,
  factor: bigint,
) {
  const rates = Object.entries(testRates).map(([meter, micros]) => ({
    meter: meter as Meter,
    microsPerUnit: micros * factor,
  }))
  await db.tariff.create({
    data: {
      dataCenterId,
      validFrom: new Date(validFrom),
      rates: {
        create: [
          ...rates,
          { meter: "node_hours", machineClassId, purpose: "burst", microsPerUnit: 30_000_000n * factor },
        ],
      },
    },
  })
}

export type Customer = { tenantId: string; vdcId: string }

/** A company with an active VDC. */
export async function seedCustomer(
  db: Db,
  market: Market,
  { anchor, activatedAt, timeZone = "UTC" }: { anchor: string; activatedAt: string; timeZone?: string },
): Promise<Customer> {
  const slug = newId()
  const tenant = await db.tenant.create({
    data: { slug: `t-${slug}`, name: "Acme", timeZone, billingAnchor: new Date(anchor) },
  })
  const vdc = await db.vdc.create({
    data: {
      tenantId: tenant.id,
      slug: `v-${slug}`,
      name: "Shop",
      dataCenterId: market.dataCenterId,
      packageId: market.packageId,
      state: "active",
      activatedAt: new Date(activatedAt),
    },
  })
  return { tenantId: tenant.id, vdcId: vdc.id }
}

/** A component's level, with what a test cares about on top. */
export const coreLevel = (customer: Customer, at: string, part: Partial<Level> = {}): Level => ({
  ...customer,
  applicationId: null,
  subjectType: "component",
  subjectId: customer.vdcId,
  subjectName: "shop:main.web[0]",
  meter: "component_core_hours",
  quantity: 1000n,
  at: new Date(at),
  ...part,
})
