-- CreateEnum
CREATE TYPE "ClusterEngine" AS ENUM ('lxd', 'incus');

-- CreateEnum
CREATE TYPE "ClusterState" AS ENUM ('connecting', 'ready', 'unreachable');

-- CreateEnum
CREATE TYPE "MemberState" AS ENUM ('online', 'offline', 'evacuated', 'gone');

-- AlterTable
ALTER TABLE "data_center" ADD COLUMN     "closed_at" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "node" ADD COLUMN     "evacuated" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "measured" JSONB,
ADD COLUMN     "member_name" TEXT,
ADD COLUMN     "member_state" "MemberState";


-- CreateTable
CREATE TABLE "cluster" (
    "id" UUID NOT NULL,
    "data_center_id" UUID NOT NULL,
    "engine" "ClusterEngine",
    "version" TEXT,
    "addresses" TEXT[],
    "fingerprint" TEXT NOT NULL,
    "server_certificate" TEXT NOT NULL,
    "client_certificate" TEXT NOT NULL,
    "client_key_sealed" TEXT NOT NULL,
    "storage_pool" TEXT NOT NULL,
    "uplink" TEXT NOT NULL,
    "power_kind" TEXT,
    "power_url" TEXT,
    "power_user" TEXT,
    "power_certificate" TEXT,
    "power_password_sealed" TEXT,
    "state" "ClusterState" NOT NULL DEFAULT 'connecting',
    "problems" JSONB NOT NULL DEFAULT '[]',
    "last_seen_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cluster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cluster_identity" (
    "id" UUID NOT NULL,
    "client_certificate" TEXT NOT NULL,
    "client_key_sealed" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cluster_identity_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "cluster_data_center_id_key" ON "cluster"("data_center_id");

-- CreateIndex
CREATE UNIQUE INDEX "cluster_fingerprint_key" ON "cluster"("fingerprint");

-- CreateIndex
CREATE UNIQUE INDEX "node_data_center_id_member_name_key" ON "node"("data_center_id", "member_name");

-- AddForeignKey
ALTER TABLE "cluster" ADD CONSTRAINT "cluster_data_center_id_fkey" FOREIGN KEY ("data_center_id") REFERENCES "data_center"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Web and worker speak to clusters; only the provider's acts and the worker write them. Keys that are not a cluster's yet are the
-- provider's alone.
GRANT SELECT ON cluster TO gridline_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON cluster, cluster_identity TO gridline_provider, gridline_worker;

-- Power is known whole or not at all.
ALTER TABLE cluster ADD CONSTRAINT cluster_power CHECK (
  num_nonnulls(power_kind, power_url, power_user, power_password_sealed) IN (0, 4)
  AND (power_kind IS NULL OR power_kind = 'redfish'));
ALTER TABLE cluster ADD CONSTRAINT cluster_addresses CHECK (cardinality(addresses) > 0);

-- A released class version may learn to run on one more fabric: nothing that runs changes by it. All else stays as it was released.
CREATE FUNCTION guard_class_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE'
    OR to_jsonb(NEW) - 'images' IS DISTINCT FROM to_jsonb(OLD) - 'images'
    OR EXISTS (SELECT FROM jsonb_each(OLD.images) AS kept WHERE NEW.images -> kept.key IS DISTINCT FROM kept.value)
  THEN RAISE EXCEPTION '% is immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END IF;
  RETURN NEW;
END $$;
DROP TRIGGER immutable ON class_version;
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON class_version FOR EACH ROW EXECUTE FUNCTION guard_class_version();
