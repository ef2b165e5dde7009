import { join } from "node:path"
import { bundleDirectory, embeddedDirectory } from "../build/build"
import type { Secrets } from "./data-directory"
import type { DatabaseUrls } from "./database"
import type { UpOptions } from "./options"
import type { ProcessSpec } from "./supervisor"

type Setting = {
  options: UpOptions
  dataDir: string
  secrets: Secrets
  urls: DatabaseUrls
  version: string
  environment: NodeJS.ProcessEnv
}

export function addressesOf({ portalPort, edgePort }: UpOptions, environment: NodeJS.ProcessEnv) {
  const domain = environment.EDGE_DOMAIN || "localhost"
  return {
    portalUrl: environment.PORTAL_URL || `http://localhost:${portalPort}`,
    edgeUrl: `http://${domain}:${edgePort}`,
  }
}

/** What is started, and with which environment: each process gets the databases it works with and no other. */
export function processSpecs(setting: Setting): ProcessSpec[] {
  const { options, dataDir, urls } = setting
  const common = commonEnvironment(setting)
  // On the command line, so that `ps` tells two installations on one machine apart.
  const args = [`--data-dir=${dataDir}`]
  const workers = Array.from({ length: options.workers }, (_, index) => index + 1)
  return [
    {
      name: "web",
      script: join(bundleDirectory, "web.mjs"),
      args,
      environment: {
        ...common,
        WEB_DATABASE_URL: urls.web,
        PROVIDER_DATABASE_URL: urls.provider,
        // next-auth reads these by itself.
        NEXTAUTH_URL: common.PORTAL_URL,
        NEXTAUTH_SECRET: common.AUTH_SECRET,
        NEXT_TELEMETRY_DISABLED: "1",
      },
    },
    ...workers.map((number) => ({
      name: options.workers === 1 ? "worker" : `worker-${number}`,
      script: join(bundleDirectory, "worker.mjs"),
      args,
      environment: {
        ...common,
        DATABASE_URL: urls.owner,
        WORKER_DATABASE_URL: urls.worker,
        WORKER_ID: `worker-${number}`,
        POWER_ON_NODES: "1",
      },
    })),
    {
      name: "edge",
      script: join(bundleDirectory, "edge.mjs"),
      args,
      environment: { ...common, WORKER_DATABASE_URL: urls.worker },
    },
  ]
}

/** Of our own environment a process gets what programs need to run, and what it is documented to read. */
const passedOn = ["PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "NODE_OPTIONS", "NODE_EXTRA_CA_CERTS"]
const configurable = ["LOG_LEVEL", "IMAGES_DIR", "MIRROR_SECONDS", "SMTP_URL", "MAIL_FROM", "EDGE_DOMAIN"]

function commonEnvironment({ options, dataDir, secrets, version, environment }: Setting) {
  const given = [...passedOn, ...configurable].flatMap((name) => {
    const value = environment[name]
    return value ? [[name, value] as const] : []
  })
  return {
    ...Object.fromEntries(given),
    NODE_ENV: options.development ? "development" : "production",
    APP_VERSION: version,
    DATA_DIR: dataDir,
    BUNDLE_DIR: embeddedDirectory,
    PORTAL_PORT: String(options.portalPort),
    PORTAL_URL: addressesOf(options, environment).portalUrl,
    EDGE_PORT: String(options.edgePort),
    AUTH_SECRET: environment.AUTH_SECRET || secrets.authSecret,
    ENCRYPTION_KEY: environment.ENCRYPTION_KEY || secrets.encryptionKey,
  }
}
