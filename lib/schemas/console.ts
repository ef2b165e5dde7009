import { z } from "zod"

/** Longest without a key typed; then the session is ended. */
export const consoleIdleMinutes = 30

/** What the address of a console says beside the component's id. */
export const ConsoleQuery = z.object({
  tenantId: z.string().optional(),
  columns: z.coerce.number().int().min(2).max(500).default(80),
  rows: z.coerce.number().int().min(1).max(200).default(24),
})

/** Text frames of whoever types; binary frames are the keys, as UTF-8. */
export const ConsoleRequest = z.object({
  resize: z.object({ columns: z.number().int().min(2).max(500), rows: z.number().int().min(1).max(200) }),
})
export type ConsoleRequest = z.infer<typeof ConsoleRequest>

/** Text frames to the one who types; binary frames are what the terminal prints. One of these is the last frame. */
export type ConsoleEnd = { exitCode: number } | { error: { code: string; message: string } }
