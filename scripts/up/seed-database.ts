export type SeedOptions = { databaseUrl: string; dataDir: string; portalUrl: string; edgeUrl: string }

/** Loaded when its turn comes: the seed needs the generated client, which a first start has yet to make. */
export async function seedDatabase(options: SeedOptions): Promise<void> {
  const { default: seed } = await import("../../prisma/seed/seed")
  await seed(options)
}
