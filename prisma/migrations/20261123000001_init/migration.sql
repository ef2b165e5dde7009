-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "ApplicationWanted" AS ENUM ('running', 'stopped', 'deleted');

-- CreateEnum
CREATE TYPE "ComponentState" AS ENUM ('absent', 'placing', 'creating', 'starting', 'running', 'stopping', 'stopped', 'standby', 'waiting', 'failed', 'lost');

-- CreateEnum
CREATE TYPE "ComponentWanted" AS ENUM ('running', 'stopped', 'removed');

-- CreateEnum
CREATE TYPE "InvoiceState" AS ENUM ('draft', 'finalized', 'paid', 'void', 'uncollectible');

-- CreateEnum
CREATE TYPE "InvoiceLineKind" AS ENUM ('fee', 'usage', 'included', 'overage');

-- CreateEnum
CREATE TYPE "FabricKind" AS ENUM ('embedded', 'lxd');

-- CreateEnum
CREATE TYPE "NodeState" AS ENUM ('available', 'assigned', 'draining', 'down', 'retired');

-- CreateEnum
CREATE TYPE "AssignmentPurpose" AS ENUM ('base', 'burst', 'upgrade', 'dr');

-- CreateEnum
CREATE TYPE "NodeOrderState" AS ENUM ('open', 'fulfilled', 'cancelled');

-- CreateEnum
CREATE TYPE "Meter" AS ENUM ('node_hours', 'component_core_hours', 'component_memory_gib_hours', 'volume_gib_hours', 'snapshot_gib_hours', 'transfer_out_gib', 'class_hours');

-- CreateEnum
CREATE TYPE "TenantRole" AS ENUM ('owner', 'admin', 'engineer', 'billing', 'viewer');

-- CreateEnum
CREATE TYPE "EmailTokenKind" AS ENUM ('verify', 'reset');

-- CreateEnum
CREATE TYPE "UsageSubject" AS ENUM ('node', 'component', 'volume');

-- CreateEnum
CREATE TYPE "Severity" AS ENUM ('info', 'warning', 'error');

-- CreateEnum
CREATE TYPE "OperationState" AS ENUM ('queued', 'running', 'succeeded', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "VdcState" AS ENUM ('provisioning', 'active', 'suspended', 'closing', 'closed');

-- CreateEnum
CREATE TYPE "ReplicaRole" AS ENUM ('primary', 'replica');

-- CreateEnum
CREATE TYPE "ReplicaState" AS ENUM ('ok', 'syncing', 'degraded');

-- CreateTable
CREATE TABLE "application" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "vdc_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "wanted" "ApplicationWanted" NOT NULL DEFAULT 'stopped',
    "revision_id" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(6),

    CONSTRAINT "application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "application_revision" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "blueprint" JSONB NOT NULL,
    "message" TEXT NOT NULL,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "application_revision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "component" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "vdc_id" UUID NOT NULL,
    "application_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "class_name" TEXT NOT NULL,
    "class_version" INTEGER NOT NULL,
    "image" TEXT NOT NULL,
    "start_order" INTEGER NOT NULL,
    "wanted" "ComponentWanted" NOT NULL DEFAULT 'stopped',
    "properties" JSONB NOT NULL DEFAULT '{}',
    "cpu_millis" INTEGER NOT NULL,
    "memory_mib" INTEGER NOT NULL,
    "restart_token" INTEGER NOT NULL DEFAULT 0,
    "secret" TEXT NOT NULL,
    "state" "ComponentState" NOT NULL DEFAULT 'absent',
    "reason" TEXT,
    "node_id" UUID,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "placement_reason" TEXT,
    "inputs" JSONB NOT NULL DEFAULT '{}',
    "started_at" TIMESTAMPTZ(6),
    "state_since" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "restarts" INTEGER NOT NULL DEFAULT 0,
    "used_cpu_millis" INTEGER NOT NULL DEFAULT 0,
    "used_memory_mib" INTEGER NOT NULL DEFAULT 0,
    "wires" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "component_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "state" "InvoiceState" NOT NULL DEFAULT 'draft',
    "number" TEXT,
    "currency" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "period_start" TIMESTAMPTZ(6) NOT NULL,
    "period_end" TIMESTAMPTZ(6) NOT NULL,
    "billed_to" JSONB NOT NULL,
    "total_minor" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finalized_at" TIMESTAMPTZ(6),
    "due_at" TIMESTAMPTZ(6),
    "paid_at" TIMESTAMPTZ(6),

    CONSTRAINT "invoice_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invoice_line" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "invoice_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" "InvoiceLineKind" NOT NULL,
    "vdc_id" UUID,
    "vdc_name" TEXT NOT NULL DEFAULT '',
    "meter" "Meter",
    "rate_id" UUID,
    "title" TEXT NOT NULL,
    "why" TEXT NOT NULL,
    "quantity" BIGINT NOT NULL,
    "micros_per_unit" BIGINT NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "amount_minor" BIGINT NOT NULL,

    CONSTRAINT "invoice_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "number_series" (
    "series" TEXT NOT NULL,
    "next" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "number_series_pkey" PRIMARY KEY ("series")
);

-- CreateTable
CREATE TABLE "journal" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "source_type" TEXT NOT NULL,
    "source_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "journal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "posting" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "journal_id" UUID NOT NULL,
    "account" TEXT NOT NULL,
    "currency" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,

    CONSTRAINT "posting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "appliance_class" (
    "id" UUID NOT NULL,
    "tenant_id" UUID,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "glyph" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "appliance_class_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "class_version" (
    "id" UUID NOT NULL,
    "tenant_id" UUID,
    "class_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "boundary" JSONB NOT NULL,
    "images" JSONB NOT NULL,
    "changelog" TEXT NOT NULL DEFAULT '',
    "released_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "class_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "template" (
    "id" UUID NOT NULL,
    "tenant_id" UUID,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "glyph" TEXT NOT NULL,
    "blueprint" JSONB NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hosting_partner" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "country" TEXT NOT NULL,

    CONSTRAINT "hosting_partner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "data_center" (
    "id" UUID NOT NULL,
    "partner_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "country" TEXT NOT NULL,
    "latitude" DOUBLE PRECISION NOT NULL,
    "longitude" DOUBLE PRECISION NOT NULL,
    "fabric" "FabricKind" NOT NULL DEFAULT 'embedded',

    CONSTRAINT "data_center_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "machine_class" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "cores" INTEGER NOT NULL,
    "memory_mib" INTEGER NOT NULL,
    "disk_gib" INTEGER NOT NULL,
    "network_mbps" INTEGER NOT NULL,

    CONSTRAINT "machine_class_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "node" (
    "id" UUID NOT NULL,
    "data_center_id" UUID NOT NULL,
    "machine_class_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "rack" TEXT NOT NULL,
    "state" "NodeState" NOT NULL DEFAULT 'available',
    "power_wanted" BOOLEAN NOT NULL DEFAULT true,
    "boot_id" TEXT,
    "last_seen_at" TIMESTAMPTZ(6),
    "down_since" TIMESTAMPTZ(6),
    "fenced_at" TIMESTAMPTZ(6),
    "cpu_millis" INTEGER NOT NULL DEFAULT 0,
    "used_memory_mib" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "node_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "node_assignment" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "vdc_id" UUID NOT NULL,
    "node_id" UUID NOT NULL,
    "purpose" "AssignmentPurpose" NOT NULL DEFAULT 'base',
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6),

    CONSTRAINT "node_assignment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "node_order" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "vdc_id" UUID NOT NULL,
    "data_center_id" UUID NOT NULL,
    "machine_class_id" UUID NOT NULL,
    "count" INTEGER NOT NULL,
    "state" "NodeOrderState" NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "promised_at" TIMESTAMPTZ(6) NOT NULL,
    "closed_at" TIMESTAMPTZ(6),

    CONSTRAINT "node_order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tariff" (
    "id" UUID NOT NULL,
    "data_center_id" UUID NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'EUR',
    "valid_from" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "tariff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate" (
    "id" UUID NOT NULL,
    "tariff_id" UUID NOT NULL,
    "meter" "Meter" NOT NULL,
    "machine_class_id" UUID,
    "purpose" "AssignmentPurpose",
    "micros_per_unit" BIGINT NOT NULL,

    CONSTRAINT "rate_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "email_verified_at" TIMESTAMPTZ(6),
    "is_provider" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "revoked_at" TIMESTAMPTZ(6),
    "address" TEXT NOT NULL DEFAULT '',
    "user_agent" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "email_token" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" "EmailTokenKind" NOT NULL,
    "token_hash" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "used_at" TIMESTAMPTZ(6),

    CONSTRAINT "email_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_window" (
    "key" TEXT NOT NULL,
    "window_start" TIMESTAMPTZ(6) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "rate_window_pkey" PRIMARY KEY ("key","window_start")
);

-- CreateTable
CREATE TABLE "tenant" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'EUR',
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "billing_anchor" TIMESTAMPTZ(6) NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "TenantRole" NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "role" "TenantRole" NOT NULL,
    "token_hash" TEXT NOT NULL,
    "invited_by_id" UUID NOT NULL,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "accepted_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "tenant_id" UUID,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "role" "TenantRole",
    "expires_at" TIMESTAMPTZ(6),
    "last_used_at" TIMESTAMPTZ(6),
    "revoked_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail" (
    "id" UUID NOT NULL,
    "to" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(6),
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_interval" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "vdc_id" UUID NOT NULL,
    "application_id" UUID,
    "subject_type" "UsageSubject" NOT NULL,
    "subject_id" UUID NOT NULL,
    "subject_name" TEXT NOT NULL,
    "meter" "Meter" NOT NULL,
    "quantity" BIGINT NOT NULL,
    "machine_class_id" UUID,
    "purpose" "AssignmentPurpose",
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6),

    CONSTRAINT "usage_interval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage_delta" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "vdc_id" UUID NOT NULL,
    "application_id" UUID,
    "subject_id" UUID NOT NULL,
    "subject_name" TEXT NOT NULL,
    "meter" "Meter" NOT NULL,
    "counter_epoch" TEXT NOT NULL,
    "from_bytes" BIGINT NOT NULL,
    "to_bytes" BIGINT NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "usage_delta_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "vdc_id" UUID,
    "application_id" UUID,
    "component_id" UUID,
    "severity" "Severity" NOT NULL DEFAULT 'info',
    "kind" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "actor_id" UUID,
    "actor_kind" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "address" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operation" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "vdc_id" UUID,
    "kind" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "subject_name" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "state" "OperationState" NOT NULL DEFAULT 'queued',
    "error" JSONB,
    "created_by_id" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "operation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "operation_step" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "state" "OperationState" NOT NULL DEFAULT 'running',
    "detail" TEXT NOT NULL DEFAULT '',
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "operation_step_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "process_heartbeat" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "process_heartbeat_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "package" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "machine_class_id" UUID NOT NULL,
    "nodes" INTEGER NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'EUR',
    "monthly_price_minor" BIGINT NOT NULL,
    "included_volume_gib" INTEGER NOT NULL,
    "included_transfer_gib" INTEGER NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "package_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "vdc" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "data_center_id" UUID NOT NULL,
    "package_id" UUID NOT NULL,
    "state" "VdcState" NOT NULL DEFAULT 'provisioning',
    "waiting_reason" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "activated_at" TIMESTAMPTZ(6),
    "closed_at" TIMESTAMPTZ(6),
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(6),

    CONSTRAINT "vdc_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "volume" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "vdc_id" UUID NOT NULL,
    "application_id" UUID,
    "component_name" TEXT NOT NULL,
    "component_index" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "size_gib" INTEGER NOT NULL,
    "mirrored" BOOLEAN NOT NULL DEFAULT true,
    "mirroring" TEXT NOT NULL,
    "content" TEXT,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "trashed_at" TIMESTAMPTZ(6),
    "purge_at" TIMESTAMPTZ(6),
    "purged_at" TIMESTAMPTZ(6),
    "path" TEXT NOT NULL,

    CONSTRAINT "volume_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "volume_replica" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "volume_id" UUID NOT NULL,
    "node_id" UUID NOT NULL,
    "role" "ReplicaRole" NOT NULL,
    "state" "ReplicaState" NOT NULL DEFAULT 'syncing',
    "age_ms" INTEGER,
    "used_bytes" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "volume_replica_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "application_tenant_id_vdc_id_slug_idx" ON "application"("tenant_id", "vdc_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "application_tenant_id_id_key" ON "application"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "application_revision_tenant_id_id_key" ON "application_revision"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "application_revision_tenant_id_application_id_number_key" ON "application_revision"("tenant_id", "application_id", "number");

-- CreateIndex
CREATE INDEX "component_tenant_id_vdc_id_idx" ON "component"("tenant_id", "vdc_id");

-- CreateIndex
CREATE INDEX "component_node_id_idx" ON "component"("node_id");

-- CreateIndex
CREATE UNIQUE INDEX "component_tenant_id_id_key" ON "component"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "component_application_id_name_index_key" ON "component"("application_id", "name", "index");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_number_key" ON "invoice"("number");

-- CreateIndex
CREATE INDEX "invoice_tenant_id_period_start_idx" ON "invoice"("tenant_id", "period_start");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_tenant_id_id_key" ON "invoice"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_line_tenant_id_id_key" ON "invoice_line"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "invoice_line_invoice_id_position_key" ON "invoice_line"("invoice_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "journal_tenant_id_id_key" ON "journal"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "journal_source_type_source_id_kind_key" ON "journal"("source_type", "source_id", "kind");

-- CreateIndex
CREATE INDEX "posting_tenant_id_account_idx" ON "posting"("tenant_id", "account");

-- CreateIndex
CREATE UNIQUE INDEX "posting_tenant_id_id_key" ON "posting"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "appliance_class_tenant_id_id_key" ON "appliance_class"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "appliance_class_tenant_id_name_key" ON "appliance_class"("tenant_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "class_version_tenant_id_id_key" ON "class_version"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "class_version_class_id_version_key" ON "class_version"("class_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "template_tenant_id_id_key" ON "template"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "template_tenant_id_slug_key" ON "template"("tenant_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "hosting_partner_slug_key" ON "hosting_partner"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "data_center_slug_key" ON "data_center"("slug");

-- CreateIndex
CREATE INDEX "data_center_partner_id_idx" ON "data_center"("partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "machine_class_slug_key" ON "machine_class"("slug");

-- CreateIndex
CREATE INDEX "node_data_center_id_machine_class_id_state_idx" ON "node"("data_center_id", "machine_class_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "node_data_center_id_name_key" ON "node"("data_center_id", "name");

-- CreateIndex
CREATE INDEX "node_assignment_tenant_id_vdc_id_idx" ON "node_assignment"("tenant_id", "vdc_id");

-- CreateIndex
CREATE INDEX "node_assignment_node_id_idx" ON "node_assignment"("node_id");

-- CreateIndex
CREATE UNIQUE INDEX "node_assignment_tenant_id_id_key" ON "node_assignment"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "node_order_state_created_at_idx" ON "node_order"("state", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "node_order_tenant_id_id_key" ON "node_order"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "tariff_data_center_id_valid_from_key" ON "tariff"("data_center_id", "valid_from");

-- CreateIndex
CREATE INDEX "rate_tariff_id_meter_idx" ON "rate"("tariff_id", "meter");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "email_token_token_hash_key" ON "email_token"("token_hash");

-- CreateIndex
CREATE INDEX "email_token_user_id_idx" ON "email_token"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "tenant_slug_key" ON "tenant"("slug");

-- CreateIndex
CREATE INDEX "membership_user_id_idx" ON "membership"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_tenant_id_id_key" ON "membership"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_tenant_id_user_id_key" ON "membership"("tenant_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_token_hash_key" ON "invitation"("token_hash");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_tenant_id_id_key" ON "invitation"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_key_hash_key" ON "api_key"("key_hash");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_tenant_id_id_key" ON "api_key"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "mail_sent_at_next_try_at_idx" ON "mail"("sent_at", "next_try_at");

-- CreateIndex
CREATE INDEX "usage_interval_tenant_id_vdc_id_meter_starts_at_idx" ON "usage_interval"("tenant_id", "vdc_id", "meter", "starts_at");

-- CreateIndex
CREATE INDEX "usage_interval_tenant_id_application_id_starts_at_idx" ON "usage_interval"("tenant_id", "application_id", "starts_at");

-- CreateIndex
CREATE UNIQUE INDEX "usage_interval_tenant_id_id_key" ON "usage_interval"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "usage_delta_tenant_id_vdc_id_meter_starts_at_idx" ON "usage_delta"("tenant_id", "vdc_id", "meter", "starts_at");

-- CreateIndex
CREATE UNIQUE INDEX "usage_delta_tenant_id_id_key" ON "usage_delta"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "usage_delta_subject_id_meter_counter_epoch_from_bytes_key" ON "usage_delta"("subject_id", "meter", "counter_epoch", "from_bytes");

-- CreateIndex
CREATE INDEX "event_tenant_id_vdc_id_at_idx" ON "event"("tenant_id", "vdc_id", "at");

-- CreateIndex
CREATE INDEX "event_tenant_id_application_id_at_idx" ON "event"("tenant_id", "application_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "event_tenant_id_id_key" ON "event"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "audit_event_tenant_id_at_idx" ON "audit_event"("tenant_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_tenant_id_id_key" ON "audit_event"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "operation_state_created_at_idx" ON "operation"("state", "created_at");

-- CreateIndex
CREATE INDEX "operation_tenant_id_created_at_idx" ON "operation"("tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "operation_tenant_id_subject_id_created_at_idx" ON "operation"("tenant_id", "subject_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "operation_tenant_id_id_key" ON "operation"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "operation_step_tenant_id_id_key" ON "operation_step"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "operation_step_operation_id_position_key" ON "operation_step"("operation_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "package_slug_key" ON "package"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "vdc_slug_key" ON "vdc"("slug");

-- CreateIndex
CREATE INDEX "vdc_state_idx" ON "vdc"("state");

-- CreateIndex
CREATE UNIQUE INDEX "vdc_tenant_id_id_key" ON "vdc"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "volume_tenant_id_vdc_id_idx" ON "volume"("tenant_id", "vdc_id");

-- CreateIndex
CREATE INDEX "volume_tenant_id_application_id_idx" ON "volume"("tenant_id", "application_id");

-- CreateIndex
CREATE INDEX "volume_purge_at_idx" ON "volume"("purge_at");

-- CreateIndex
CREATE UNIQUE INDEX "volume_tenant_id_id_key" ON "volume"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "volume_replica_node_id_idx" ON "volume_replica"("node_id");

-- CreateIndex
CREATE UNIQUE INDEX "volume_replica_tenant_id_id_key" ON "volume_replica"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "volume_replica_volume_id_node_id_key" ON "volume_replica"("volume_id", "node_id");

-- AddForeignKey
ALTER TABLE "application" ADD CONSTRAINT "application_tenant_id_vdc_id_fkey" FOREIGN KEY ("tenant_id", "vdc_id") REFERENCES "vdc"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application" ADD CONSTRAINT "application_tenant_id_revision_id_fkey" FOREIGN KEY ("tenant_id", "revision_id") REFERENCES "application_revision"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application_revision" ADD CONSTRAINT "application_revision_tenant_id_application_id_fkey" FOREIGN KEY ("tenant_id", "application_id") REFERENCES "application"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "component" ADD CONSTRAINT "component_tenant_id_vdc_id_fkey" FOREIGN KEY ("tenant_id", "vdc_id") REFERENCES "vdc"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "component" ADD CONSTRAINT "component_tenant_id_application_id_fkey" FOREIGN KEY ("tenant_id", "application_id") REFERENCES "application"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "component" ADD CONSTRAINT "component_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "node"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice" ADD CONSTRAINT "invoice_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invoice_line" ADD CONSTRAINT "invoice_line_tenant_id_invoice_id_fkey" FOREIGN KEY ("tenant_id", "invoice_id") REFERENCES "invoice"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "posting" ADD CONSTRAINT "posting_tenant_id_journal_id_fkey" FOREIGN KEY ("tenant_id", "journal_id") REFERENCES "journal"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "class_version" ADD CONSTRAINT "class_version_class_id_fkey" FOREIGN KEY ("class_id") REFERENCES "appliance_class"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "data_center" ADD CONSTRAINT "data_center_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "hosting_partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node" ADD CONSTRAINT "node_data_center_id_fkey" FOREIGN KEY ("data_center_id") REFERENCES "data_center"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node" ADD CONSTRAINT "node_machine_class_id_fkey" FOREIGN KEY ("machine_class_id") REFERENCES "machine_class"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_assignment" ADD CONSTRAINT "node_assignment_tenant_id_vdc_id_fkey" FOREIGN KEY ("tenant_id", "vdc_id") REFERENCES "vdc"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_assignment" ADD CONSTRAINT "node_assignment_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "node"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_order" ADD CONSTRAINT "node_order_tenant_id_vdc_id_fkey" FOREIGN KEY ("tenant_id", "vdc_id") REFERENCES "vdc"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_order" ADD CONSTRAINT "node_order_data_center_id_fkey" FOREIGN KEY ("data_center_id") REFERENCES "data_center"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "node_order" ADD CONSTRAINT "node_order_machine_class_id_fkey" FOREIGN KEY ("machine_class_id") REFERENCES "machine_class"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tariff" ADD CONSTRAINT "tariff_data_center_id_fkey" FOREIGN KEY ("data_center_id") REFERENCES "data_center"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rate" ADD CONSTRAINT "rate_tariff_id_fkey" FOREIGN KEY ("tariff_id") REFERENCES "tariff"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "rate" ADD CONSTRAINT "rate_machine_class_id_fkey" FOREIGN KEY ("machine_class_id") REFERENCES "machine_class"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "email_token" ADD CONSTRAINT "email_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "operation_step" ADD CONSTRAINT "operation_step_tenant_id_operation_id_fkey" FOREIGN KEY ("tenant_id", "operation_id") REFERENCES "operation"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "package" ADD CONSTRAINT "package_machine_class_id_fkey" FOREIGN KEY ("machine_class_id") REFERENCES "machine_class"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vdc" ADD CONSTRAINT "vdc_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vdc" ADD CONSTRAINT "vdc_data_center_id_fkey" FOREIGN KEY ("data_center_id") REFERENCES "data_center"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "vdc" ADD CONSTRAINT "vdc_package_id_fkey" FOREIGN KEY ("package_id") REFERENCES "package"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volume" ADD CONSTRAINT "volume_tenant_id_vdc_id_fkey" FOREIGN KEY ("tenant_id", "vdc_id") REFERENCES "vdc"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volume" ADD CONSTRAINT "volume_tenant_id_application_id_fkey" FOREIGN KEY ("tenant_id", "application_id") REFERENCES "application"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volume_replica" ADD CONSTRAINT "volume_replica_tenant_id_volume_id_fkey" FOREIGN KEY ("tenant_id", "volume_id") REFERENCES "volume"("tenant_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "volume_replica" ADD CONSTRAINT "volume_replica_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "node"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
