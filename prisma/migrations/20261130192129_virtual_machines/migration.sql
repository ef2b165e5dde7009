-- AlterTable
ALTER TABLE "node" ADD COLUMN     "runs_vms" BOOLEAN NOT NULL DEFAULT false;
