-- AlterTable
ALTER TABLE "application_revision" ADD COLUMN     "flat" JSONB;

-- AlterTable
ALTER TABLE "appliance_class" ADD COLUMN     "retired_at" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "class_version" ADD COLUMN     "interior" JSONB;

-- A class has the versions of its own catalog only: the key alone would let a company release versions of what is not its own.
CREATE FUNCTION guard_class_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM appliance_class c WHERE c.id = NEW.class_id AND c.tenant_id IS NOT DISTINCT FROM NEW.tenant_id)
  THEN RAISE EXCEPTION 'class_version belongs to a class of another catalog' USING ERRCODE = 'restrict_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER owner BEFORE INSERT ON class_version FOR EACH ROW EXECUTE FUNCTION guard_class_owner();
