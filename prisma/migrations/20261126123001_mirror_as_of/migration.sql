-- AlterTable
ALTER TABLE "volume_replica" ADD COLUMN     "as_of" TIMESTAMPTZ(6);
