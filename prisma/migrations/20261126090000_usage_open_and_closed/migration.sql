-- Usage of one subject and meter never overlaps, in two parts: a range in the GiST index costs several times what a key in a
-- B-tree does, and every level was written there twice, open and closed. Now closed intervals exclude each other by range, an
-- open one has the only place its subject and meter have, and a guard compares the two kinds.
ALTER TABLE usage_interval DROP CONSTRAINT usage_interval_exclusive;
ALTER TABLE usage_interval ADD CONSTRAINT usage_interval_exclusive
  EXCLUDE USING gist (subject_id WITH =, meter WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&) WHERE (ends_at IS NOT NULL);
DROP INDEX usage_interval_open;
CREATE UNIQUE INDEX usage_interval_exclusive_open ON usage_interval (subject_id, meter) WHERE ends_at IS NULL;

-- Whoever inserts holds the open place of the subject and meter until the end of the transaction: an open interval by being in it,
-- a closed one by locking what is there, or by having been there for a moment. So writers of one subject and meter wait for each
-- other, and who comes second sees what the first has committed, provided that a statement sees it at all: under "repeatable read"
-- it would not.
CREATE FUNCTION guard_usage_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE overlapping uuid;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'usage is written in transactions that read what is committed' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  SELECT n.id INTO overlapping FROM inserted n, LATERAL (
    SELECT 1 FROM usage_interval c
    WHERE c.subject_id = n.subject_id AND c.meter = n.meter AND c.ends_at IS NOT NULL
      AND tstzrange(c.starts_at, c.ends_at, '[)') && tstzrange(n.starts_at, NULL, '[)') LIMIT 1
  ) closed WHERE n.ends_at IS NULL LIMIT 1;
  IF overlapping IS NULL AND EXISTS (SELECT FROM inserted WHERE ends_at IS NOT NULL) THEN
    INSERT INTO usage_interval (id, tenant_id, vdc_id, subject_type, subject_id, subject_name, meter, quantity, starts_at)
      SELECT DISTINCT ON (subject_id, meter) gen_random_uuid(), tenant_id, vdc_id, subject_type, subject_id, '', meter, 0, 'infinity'::timestamptz
      FROM inserted WHERE ends_at IS NOT NULL ORDER BY subject_id, meter
      ON CONFLICT (subject_id, meter) WHERE ends_at IS NULL DO UPDATE SET ends_at = NULL WHERE false;
    SELECT n.id INTO overlapping FROM inserted n JOIN usage_interval o
      ON o.subject_id = n.subject_id AND o.meter = n.meter AND o.ends_at IS NULL AND o.starts_at < n.ends_at
    WHERE n.ends_at IS NOT NULL LIMIT 1;
    DELETE FROM usage_interval u USING inserted n
      WHERE u.subject_id = n.subject_id AND u.meter = n.meter AND u.ends_at IS NULL AND u.starts_at = 'infinity';
  END IF;
  IF overlapping IS NOT NULL THEN
    RAISE EXCEPTION 'usage interval % violates "usage_interval_exclusive": an open interval begins where the last closed one has ended', overlapping
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'usage_interval_exclusive', TABLE = 'usage_interval';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER guard_inserted AFTER INSERT ON usage_interval REFERENCING NEW TABLE AS inserted
  FOR EACH STATEMENT EXECUTE FUNCTION guard_usage_inserted();

-- An interval ends once; nothing else that the guard has compared changes.
CREATE TRIGGER ends_once BEFORE UPDATE ON usage_interval FOR EACH ROW
  WHEN (OLD.ends_at IS NOT NULL OR NEW.subject_id <> OLD.subject_id OR NEW.meter <> OLD.meter OR NEW.starts_at <> OLD.starts_at)
  EXECUTE FUNCTION refuse_change();

-- Who sees one tenant's rows only could not be kept from overlapping another's. The worker meters, nobody else.
REVOKE INSERT, UPDATE, DELETE ON usage_interval FROM gridline_web;
