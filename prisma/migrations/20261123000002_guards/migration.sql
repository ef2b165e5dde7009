-- What Prisma cannot say: exclusion constraints, row-level security, append-only tables, immutability, announcements.

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Roles. `npm run up` makes them able to log in; here they only have to exist. They own nothing and bypass nothing.
DO $$
DECLARE role_name text;
BEGIN
  FOREACH role_name IN ARRAY ARRAY['gridline_web', 'gridline_provider', 'gridline_worker'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT', role_name);
    END IF;
  END LOOP;
END $$;

GRANT USAGE ON SCHEMA public TO gridline_web, gridline_provider, gridline_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO gridline_web, gridline_provider, gridline_worker;
REVOKE ALL ON "_prisma_migrations" FROM gridline_web, gridline_provider, gridline_worker;

-- Settings of the current transaction; an empty or missing one matches no row.
CREATE FUNCTION app_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid $$;
CREATE FUNCTION app_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT NULLIF(current_setting('app.user_id', true), '')::uuid $$;
CREATE FUNCTION app_token_hash() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
  $$ SELECT NULLIF(current_setting('app.token_hash', true), '') $$;

-- Row-level security on every table that carries a tenant, forced so that even the owner is held by it.
DO $$
DECLARE t text;
BEGIN
  FOR t IN
    SELECT c.table_name FROM information_schema.columns c
    WHERE c.table_schema = 'public' AND c.column_name = 'tenant_id'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant_rows ON %I TO gridline_web USING (tenant_id = app_tenant()) WITH CHECK (tenant_id = app_tenant())', t);
    EXECUTE format('CREATE POLICY all_rows ON %I TO gridline_provider, gridline_worker USING (true) WITH CHECK (true)', t);
  END LOOP;
END $$;

ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_rows ON tenant TO gridline_web USING (id = app_tenant()) WITH CHECK (id = app_tenant());
CREATE POLICY member_reads ON tenant FOR SELECT TO gridline_web
  USING (EXISTS (SELECT 1 FROM membership m WHERE m.tenant_id = tenant.id AND m.user_id = app_user()));
CREATE POLICY all_rows ON tenant TO gridline_provider, gridline_worker USING (true) WITH CHECK (true);

-- A person reads the memberships that are theirs; the holder of a token reads the one row it opens.
CREATE POLICY own_rows ON membership FOR SELECT TO gridline_web USING (user_id = app_user());
CREATE POLICY held_token ON api_key FOR SELECT TO gridline_web USING (key_hash = app_token_hash());
CREATE POLICY held_token ON invitation FOR SELECT TO gridline_web USING (token_hash = app_token_hash());
CREATE POLICY invited_reads ON tenant FOR SELECT TO gridline_web
  USING (EXISTS (SELECT 1 FROM invitation i WHERE i.tenant_id = tenant.id AND i.token_hash = app_token_hash()));

-- The global catalog (no tenant) is for everybody to read.
CREATE POLICY global_rows ON appliance_class FOR SELECT TO gridline_web USING (tenant_id IS NULL);
CREATE POLICY global_rows ON class_version FOR SELECT TO gridline_web USING (tenant_id IS NULL);
CREATE POLICY global_rows ON template FOR SELECT TO gridline_web USING (tenant_id IS NULL);
CREATE UNIQUE INDEX appliance_class_global_name ON appliance_class (name) WHERE tenant_id IS NULL;
CREATE UNIQUE INDEX template_global_slug ON template (slug) WHERE tenant_id IS NULL;

-- Hosting, packages and prices are set by the provider; tenants read them.
REVOKE INSERT, UPDATE, DELETE ON hosting_partner, data_center, machine_class, node, tariff, rate, package, number_series FROM gridline_web;

-- A node has at most one assignment at any instant.
ALTER TABLE node_assignment ADD CONSTRAINT node_assignment_order CHECK (ends_at IS NULL OR ends_at > starts_at);
ALTER TABLE node_assignment ADD CONSTRAINT node_assignment_exclusive
  EXCLUDE USING gist (node_id WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&);

-- Usage of one subject and meter never overlaps.
ALTER TABLE usage_interval ADD CONSTRAINT usage_interval_order CHECK (ends_at IS NULL OR ends_at > starts_at);
ALTER TABLE usage_interval ADD CONSTRAINT usage_interval_quantity CHECK (quantity >= 0);
ALTER TABLE usage_interval ADD CONSTRAINT usage_interval_exclusive
  EXCLUDE USING gist (subject_id WITH =, meter WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&);
CREATE INDEX usage_interval_open ON usage_interval (subject_id, meter) WHERE ends_at IS NULL;
ALTER TABLE usage_delta ADD CONSTRAINT usage_delta_forward CHECK (to_bytes >= from_bytes AND ends_at >= starts_at);

-- Names among the living.
CREATE UNIQUE INDEX application_living_slug ON application (vdc_id, slug) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX volume_living_place ON volume (application_id, component_name, component_index, name) WHERE trashed_at IS NULL;
CREATE UNIQUE INDEX volume_one_primary ON volume_replica (volume_id) WHERE role = 'primary';
CREATE UNIQUE INDEX invoice_one_per_period ON invoice (tenant_id, period_start) WHERE state <> 'void';

-- Never changed once written.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '% is immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON class_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON application_revision FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON posting FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON usage_delta FOR EACH ROW EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE ON audit_event, journal, posting, application_revision FROM gridline_web, gridline_provider, gridline_worker;

-- A finalized invoice keeps its content for ever; only its payment state moves on.
CREATE FUNCTION guard_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'draft' THEN RETURN COALESCE(NEW, OLD); END IF;
  IF TG_OP = 'DELETE'
    OR (NEW.number, NEW.currency, NEW.time_zone, NEW.period_start, NEW.period_end, NEW.billed_to, NEW.total_minor, NEW.finalized_at, NEW.due_at, NEW.tenant_id)
       IS DISTINCT FROM
       (OLD.number, OLD.currency, OLD.time_zone, OLD.period_start, OLD.period_end, OLD.billed_to, OLD.total_minor, OLD.finalized_at, OLD.due_at, OLD.tenant_id)
    OR NEW.state = 'draft'
  THEN RAISE EXCEPTION 'a finalized invoice is immutable' USING ERRCODE = 'restrict_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER guard BEFORE UPDATE OR DELETE ON invoice FOR EACH ROW EXECUTE FUNCTION guard_invoice();

CREATE FUNCTION guard_invoice_line() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT state FROM invoice WHERE id = COALESCE(NEW.invoice_id, OLD.invoice_id)) <> 'draft'
    OR (TG_OP = 'UPDATE' AND (SELECT state FROM invoice WHERE id = OLD.invoice_id) <> 'draft')
  THEN RAISE EXCEPTION 'lines of a finalized invoice are immutable' USING ERRCODE = 'restrict_violation'; END IF;
  RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON invoice_line FOR EACH ROW EXECUTE FUNCTION guard_invoice_line();

-- Every journal sums to zero per currency, looked at when the transaction ends.
CREATE FUNCTION balanced_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM posting WHERE journal_id = NEW.journal_id GROUP BY currency HAVING sum(amount_minor) <> 0)
  THEN RAISE EXCEPTION 'journal % does not balance', NEW.journal_id USING ERRCODE = 'check_violation'; END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON posting DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION balanced_journal();

-- Announcements: `tenant|topic|vdc|id` on channel gridline. Identifiers only; PostgreSQL drops repeats within a transaction.
CREATE FUNCTION announce_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE row_data jsonb := to_jsonb(COALESCE(NEW, OLD)); topic text := TG_ARGV[0]; vdc text;
BEGIN
  vdc := CASE WHEN topic = 'vdc' THEN row_data->>'id' ELSE COALESCE(row_data->>'vdc_id', '') END;
  PERFORM pg_notify('gridline', concat_ws('|', COALESCE(row_data->>'tenant_id', ''), topic, vdc,
    CASE WHEN TG_ARGV[1] IS NULL THEN row_data->>'id' ELSE row_data->>TG_ARGV[1] END));
  RETURN NULL;
END $$;
-- Not for every renewal of a lease.
CREATE TRIGGER announce AFTER INSERT OR UPDATE OF state, name, waiting_reason, activated_at, closed_at ON vdc FOR EACH ROW
  EXECUTE FUNCTION announce_change('vdc');
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON node_assignment FOR EACH ROW EXECUTE FUNCTION announce_change('node', 'node_id');
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON application FOR EACH ROW EXECUTE FUNCTION announce_change('application');
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON component FOR EACH ROW EXECUTE FUNCTION announce_change('component', 'application_id');
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON volume FOR EACH ROW EXECUTE FUNCTION announce_change('volume');
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON operation FOR EACH ROW EXECUTE FUNCTION announce_change('operation');
CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON operation_step FOR EACH ROW EXECUTE FUNCTION announce_change('operation', 'operation_id');
CREATE TRIGGER announce AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION announce_change('event');
CREATE TRIGGER announce AFTER INSERT OR UPDATE ON invoice FOR EACH ROW EXECUTE FUNCTION announce_change('invoice');
CREATE TRIGGER announce AFTER INSERT OR UPDATE ON node_order FOR EACH ROW EXECUTE FUNCTION announce_change('node');
