import { z } from "zod"

/** The one place that knows the environment. Everything else takes what it needs as an argument or asks `env()`. */
const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback)
const flag = z
  .enum(["0", "1", "true", "false", ""])
  .default("0")
  .transform((value) => value === "1" || value === "true")
const databaseUrl = z.url({ protocol: /^postgres(ql)?$/, error: "must be a postgresql:// address" }).optional()

const schema = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  APP_VERSION: z.string().min(1).default("0.0.0"),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
  /** Where nodes, volumes and the mailbox live. */
  DATA_DIR: z.string().min(1),
  /** Bundled node agent and component runner. */
  BUNDLE_DIR: z.string().min(1).default("dist/embedded"),
  /** Appliance images for clusters, as `npm run images:build` leaves them; `images` below DATA_DIR when absent. */
  IMAGES_DIR: z.string().min(1).optional(),
  PORTAL_PORT: port(3000),
  PORTAL_URL: z.url().optional(),
  EDGE_PORT: port(8080),
  /** Applications answer at APP.VDC.EDGE_DOMAIN. */
  EDGE_DOMAIN: z.string().min(1).default("localhost"),
  /** Owner of the schema: migrations and DBOS. */
  DATABASE_URL: databaseUrl,
  WEB_DATABASE_URL: databaseUrl,
  PROVIDER_DATABASE_URL: databaseUrl,
  WORKER_DATABASE_URL: databaseUrl,
  AUTH_SECRET: z.string().refine((value) => Buffer.byteLength(value) >= 32, "must have at least 32 bytes"),
  ENCRYPTION_KEY: z
    .base64()
    .refine((value) => Buffer.from(value, "base64").length === 32, "must be 32 bytes in base64"),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "must be an smtp:// or smtps:// address" }).optional(),
  MAIL_FROM: z.string().min(3).default("Gridline <noreply@localhost>"),
  /** How often volumes' mirrors on clusters are brought up to date. */
  MIRROR_SECONDS: z.coerce.number().int().min(10).max(3_600).default(60),
  /** Name of this worker process; made up when absent. */
  WORKER_ID: z.string().min(1).optional(),
  /** The worker starts the agents of embedded nodes that are meant to be on. */
  POWER_ON_NODES: flag,
})

/** Each process is given the databases it works with and no other; asking for another is a mistake of the program. */
const perProcess = ["DATABASE_URL", "WEB_DATABASE_URL", "PROVIDER_DATABASE_URL", "WORKER_DATABASE_URL"] as const
type PerProcess = (typeof perProcess)[number]
type Parsed = z.infer<typeof schema>
export type Env = Readonly<Omit<Parsed, PerProcess | "PORTAL_URL"> & Record<PerProcess | "PORTAL_URL", string>>

export class EnvironmentError extends Error {
  override name = "EnvironmentError"
}

export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  // `NAME=` in a shell or a compose file means "not set".
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""))
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`)
    throw new EnvironmentError(`The environment is not complete:\n${problems.join("\n")}`)
  }
  const values = parsed.data
  const env: Record<string, unknown> = {
    ...values,
    PORTAL_URL: values.PORTAL_URL ?? `http://localhost:${values.PORTAL_PORT}`,
  }
  for (const name of perProcess) {
    const value = values[name]
    Object.defineProperty(env, name, { enumerable: value !== undefined, get: () => value ?? refuse(name) })
  }
  return Object.freeze(env) as Env
}

function refuse(name: string): never {
  throw new EnvironmentError(`${name} is not set for this process.`)
}

let current: Env | undefined

/** This process's environment, read on first use so that importing a module never fails. */
export function env(): Env {
  current ??= readEnv()
  return current
}
