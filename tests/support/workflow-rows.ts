import pg from "pg"

export type WorkflowRow = { id: string; status: string; executor: string; attempts: number }

/** What the workflow library keeps of the operations; its schema is for the database's owner alone. */
export async function workflowsOf(ownerUrl: string): Promise<WorkflowRow[]> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const { rows } = await client.query<WorkflowRow>(
      `SELECT workflow_uuid AS id, status, executor_id AS executor, recovery_attempts::int AS attempts FROM dbos.workflow_status`,
    )
    return rows
  } finally {
    await client.end()
  }
}
