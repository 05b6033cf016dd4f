-- Only where slots are cached, or read from a replica: each calendar has a version, and whatever changes the calendar changes it in the same
-- transaction, whoever does so. Drawn, not counted: a database that is restored, or that lost its last commits, never
-- comes again to a version under which something else was kept.
CREATE TABLE calendar_versions (
  staff_id id PRIMARY KEY REFERENCES staff ON DELETE CASCADE,
  version uuid NOT NULL DEFAULT gen_random_uuid()
) WITH (fillfactor = 50);
INSERT INTO calendar_versions (staff_id) SELECT id FROM staff;

CREATE FUNCTION open_calendar() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  INSERT INTO calendar_versions (staff_id) VALUES (NEW.id);
  RETURN NULL;
END $$;
CREATE TRIGGER open_calendar AFTER INSERT ON staff FOR EACH ROW EXECUTE FUNCTION open_calendar();

CREATE FUNCTION renew_calendar() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  UPDATE calendar_versions SET version = gen_random_uuid() WHERE staff_id IN (OLD.staff_id, NEW.staff_id);
  RETURN NULL;
END $$;
-- At the commit, behind all other locks, so that nobody waits for anything else while they hold a version. Who moves
-- between two calendars has the locks of both, and meets no other mover here.
CREATE CONSTRAINT TRIGGER renew_calendar
  AFTER INSERT OR DELETE OR UPDATE OF staff_id, blocked, session, status, expires_at ON appointments
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION renew_calendar();
