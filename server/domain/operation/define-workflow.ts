/** News of a running step, one line. */
export type Progress = (detail: string) => Promise<void>

export type Step = {
  /** A named, durable, idempotent step; its JSON result survives a crash. */
  <T>(name: string, fn: (progress: Progress) => Promise<T>): Promise<T>
  /** Waits until `check` answers true; a string is news for the person who watches. */
  until(
    name: string,
    check: () => Promise<true | string>,
    options: { everySeconds: number; timeoutSeconds?: number },
  ): Promise<void>
}

export type RunningOperation = { id: string; tenantId: string; kind: string; subjectId: string; input: unknown }

export type Workflow = (step: Step, operation: RunningOperation) => Promise<void>
