import pino, { type DestinationStream, type Logger } from "pino"

import { env } from "./env"

export type { Logger }

/** Fields that never reach a log, wherever they appear in the first three levels of what is logged. */
const secretFields = [
  "password",
  "passwordHash",
  "newPassword",
  "currentPassword",
  "secret",
  "secrets",
  "token",
  "tokenHash",
  "accessToken",
  "refreshToken",
  "apiKey",
  "keyHash",
  "authorization",
  "Authorization",
  "cookie",
  "Cookie",
  "set-cookie",
  "Set-Cookie",
  "connectionString",
  "databaseUrl",
]

const pathsOf = (field: string): string[] =>
  ["", "*.", "*.*."].map((prefix) => `${prefix}["${field}"]`.replace('.["', '["'))

/** The log of a process: one JSON object per line on standard output, made readable by whoever reads it. */
export function createLogger(
  processName: string,
  options: { level?: string; destination?: DestinationStream } = {},
): Logger {
  return pino(
    {
      level: options.level ?? env().LOG_LEVEL,
      base: { process: processName, pid: process.pid },
      redact: { paths: secretFields.flatMap(pathsOf), censor: "[redacted]" },
      serializers: { error: pino.stdSerializers.err },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    options.destination ?? pino.destination(1),
  )
}
