-- AlterTable
ALTER TABLE "volume" ADD COLUMN     "snapshot_id" UUID;

-- CreateTable
CREATE TABLE "snapshot" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "vdc_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "blueprint" JSONB NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(6),

    CONSTRAINT "snapshot_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "snapshot_tenant_id_vdc_id_idx" ON "snapshot"("tenant_id", "vdc_id");

-- CreateIndex
CREATE INDEX "snapshot_tenant_id_application_id_idx" ON "snapshot"("tenant_id", "application_id");

-- CreateIndex
CREATE UNIQUE INDEX "snapshot_tenant_id_id_key" ON "snapshot"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "volume_tenant_id_snapshot_id_idx" ON "volume"("tenant_id", "snapshot_id");

-- AddForeignKey
ALTER TABLE "snapshot" ADD CONSTRAINT "snapshot_tenant_id_vdc_id_fkey" FOREIGN KEY ("tenant_id", "vdc_id") REFERENCES "vdc"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "snapshot" ADD CONSTRAINT "snapshot_tenant_id_application_id_fkey" FOREIGN KEY ("tenant_id", "application_id") REFERENCES "application"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volume" ADD CONSTRAINT "volume_tenant_id_snapshot_id_fkey" FOREIGN KEY ("tenant_id", "snapshot_id") REFERENCES "snapshot"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Names among the living.
CREATE UNIQUE INDEX snapshot_living_name ON snapshot (application_id, name) WHERE deleted_at IS NULL;
-- Its volumes are nobody else's.
ALTER TABLE volume ADD CONSTRAINT volume_of_application_or_snapshot CHECK (application_id IS NULL OR snapshot_id IS NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON snapshot TO gridline_web, gridline_provider, gridline_worker;
ALTER TABLE snapshot ENABLE ROW LEVEL SECURITY;
ALTER TABLE snapshot FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON snapshot TO gridline_web USING (tenant_id = app_tenant()) WITH CHECK (tenant_id = app_tenant());
CREATE POLICY all_rows ON snapshot TO gridline_provider, gridline_worker USING (true) WITH CHECK (true);
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON snapshot FOR EACH ROW EXECUTE FUNCTION announce_change('snapshot');
