import { z } from "zod"
import { GetComponent } from "./application"

/** A command's time; what is still at it then is ended. */
export const execSeconds = 30
/** As much of each stream is handed back. */
export const execLimitBytes = 64 * 1024

const zWord = z
  .string()
  .max(32_768, "Use at most 32,768 characters.")
  .refine((word) => !word.includes("\0"), "Leave out the null character.")

export const Exec = GetComponent.extend({
  /** The program and its arguments, each as it is: no shell reads them. */
  command: z
    .array(zWord)
    .min(1, "Name a program.")
    .max(200, "Use at most 200 words.")
    .refine(([name]) => name !== "", "Name a program."),
}).strict()

const Printed = z.object({ text: z.string(), truncated: z.boolean() })
export const ExecOut = z.object({
  /** Null when it was ended because its time was over. */
  exitCode: z.number().int().nullable(),
  timedOut: z.boolean(),
  stdout: Printed,
  stderr: Printed,
})
