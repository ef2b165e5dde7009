import type { Deps } from "./domain/deps"
import type { Env } from "./env"

export const settingsOf = (env: Env): Deps["settings"] => ({
  portalUrl: env.PORTAL_URL,
  edgeDomain: env.EDGE_DOMAIN,
  edgePort: env.EDGE_PORT,
  dataDir: env.DATA_DIR,
  encryptionKey: env.ENCRYPTION_KEY,
  smtpUrl: env.SMTP_URL ?? null,
  mailFrom: env.MAIL_FROM,
  mirrorSeconds: env.MIRROR_SECONDS,
})
