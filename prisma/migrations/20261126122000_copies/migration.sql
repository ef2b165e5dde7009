-- AlterTable
ALTER TABLE "volume" ADD COLUMN     "copy_of_id" UUID;
