-- AlterTable
ALTER TABLE "component" ADD COLUMN     "moving_since" TIMESTAMPTZ(6),
ADD COLUMN     "moving_to" UUID;

-- AlterTable
ALTER TABLE "node" ADD COLUMN     "drain_reason" TEXT,
ADD COLUMN     "drain_since" TIMESTAMPTZ(6),
ADD COLUMN     "drained_at" TIMESTAMPTZ(6);

-- CreateIndex
CREATE INDEX "component_moving_to_idx" ON "component"("moving_to");

-- AddForeignKey
ALTER TABLE "component" ADD CONSTRAINT "component_moving_to_fkey" FOREIGN KEY ("moving_to") REFERENCES "node"("id") ON DELETE SET NULL ON UPDATE CASCADE;
