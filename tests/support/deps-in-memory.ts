import type { Deps } from "../../server/domain/deps"
import { FakeClusterGate, type ManualClock } from "../../server/fabric/fake"

/** What services need beside a database, none of it outside this process. */
export const depsInMemory = (clock: ManualClock, fabricOf: Deps["fabricOf"]): Omit<Deps, "db" | "providerDb"> => ({
  clock: { now: () => new Date(clock.now()) },
  fabricOf,
  clusters: new FakeClusterGate(),
  settings: {
    portalUrl: "http://localhost:1",
    edgeDomain: "localhost",
    edgePort: 8080,
    dataDir: "/nonexistent",
    encryptionKey: Buffer.alloc(32, 7).toString("base64"),
    smtpUrl: null,
    mailFrom: "portal@example.com",
    mirrorSeconds: 60,
  },
})
