-- AlterTable
ALTER TABLE "component" ADD COLUMN     "standby" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "application_draft" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "blueprint" JSONB NOT NULL,
    "base_revision" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "saved_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "application_draft_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "application_draft_tenant_id_application_id_idx" ON "application_draft"("tenant_id", "application_id");

-- CreateIndex
CREATE UNIQUE INDEX "application_draft_tenant_id_id_key" ON "application_draft"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "application_draft_application_id_user_id_key" ON "application_draft"("application_id", "user_id");

-- AddForeignKey
ALTER TABLE "application_draft" ADD CONSTRAINT "application_draft_tenant_id_application_id_fkey" FOREIGN KEY ("tenant_id", "application_id") REFERENCES "application"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

GRANT SELECT, INSERT, UPDATE, DELETE ON application_draft TO gridline_web, gridline_provider, gridline_worker;
ALTER TABLE application_draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE application_draft FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON application_draft TO gridline_web USING (tenant_id = app_tenant()) WITH CHECK (tenant_id = app_tenant());
CREATE POLICY all_rows ON application_draft TO gridline_provider, gridline_worker USING (true) WITH CHECK (true);
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON application_draft FOR EACH ROW EXECUTE FUNCTION announce_change('draft', 'application_id');
