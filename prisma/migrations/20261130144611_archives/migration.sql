-- AlterTable
ALTER TABLE "snapshot" ADD COLUMN     "origin_slug" TEXT,
ADD COLUMN     "origin_title" TEXT,
ADD COLUMN     "received_bytes" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "receiving_at" TIMESTAMPTZ(6),
ALTER COLUMN "application_id" DROP NOT NULL;

-- Names among the living that came in archives.
CREATE UNIQUE INDEX snapshot_living_name_of_archive ON snapshot (vdc_id, name) WHERE deleted_at IS NULL AND application_id IS NULL;
-- It is known what it was taken of, here or where it came from.
ALTER TABLE snapshot ADD CONSTRAINT snapshot_origin CHECK ((application_id IS NULL) = (origin_slug IS NOT NULL AND origin_title IS NOT NULL));
