-- AlterTable
ALTER TABLE "audit_event" ALTER COLUMN "tenant_id" DROP NOT NULL;

-- CreateIndex
CREATE INDEX "audit_event_subject_id_id_idx" ON "audit_event"("subject_id", "id");

-- A row without a tenant is about one account, which its own person's transaction writes and reads, or the provider's, which only the
-- provider's and the worker's roles see (all_rows).
ALTER TABLE audit_event ADD CONSTRAINT audit_event_place
  CHECK (tenant_id IS NOT NULL OR subject_type = 'account' OR actor_kind IN ('provider', 'system'));
CREATE POLICY own_account_reads ON audit_event FOR SELECT TO gridline_web
  USING (tenant_id IS NULL AND subject_type = 'account' AND subject_id = app_user()::text);
CREATE POLICY own_account_writes ON audit_event FOR INSERT TO gridline_web
  WITH CHECK (tenant_id IS NULL AND subject_type = 'account' AND subject_id = app_user()::text);
