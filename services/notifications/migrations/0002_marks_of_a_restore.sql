-- Marks by which a log that went back, because an earlier state was restored, is known from one that
-- goes on. A restore brings the marks back with the rows; the server itself then contradicts them.

-- The run of the server process: its start, in microseconds since 1970. The files of a server can be
-- replaced only while it is stopped, so two lives of one log never share a run.
CREATE FUNCTION server_run() RETURNS bigint LANGUAGE sql STABLE AS
  'SELECT (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint';

-- The epochs of topics with another era have ended.
ALTER TABLE server ADD COLUMN era bigint NOT NULL DEFAULT 0;

-- `written_by` is the transaction that wrote this row. A dump that is loaded writes it by another
-- one, which xmin tells. `head_run` and `gone_run` are the runs that stored the events at `head` and
-- `gone`; the latter holds if `gone_run_at` is `gone`.
ALTER TABLE topics
  ADD COLUMN era bigint NOT NULL DEFAULT 0,
  ADD COLUMN written_by bigint,
  ADD COLUMN head_run bigint,
  ADD COLUMN gone_run bigint,
  ADD COLUMN gone_run_at bigint;
ALTER TABLE topics ALTER COLUMN written_by SET DEFAULT pg_current_xact_id()::text::bigint;

-- The run that stored the event. Null: unknown.
ALTER TABLE events ADD COLUMN run bigint;
ALTER TABLE events ALTER COLUMN run SET DEFAULT
  (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint;

-- By a trigger, so that the marks hold for statements of the version before as well.
CREATE FUNCTION mark_topic() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.written_by := pg_current_xact_id()::text::bigint;
  IF NEW.head <> OLD.head THEN
    NEW.head_run := (extract(epoch FROM pg_postmaster_start_time()) * 1000000)::bigint;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER mark_topic BEFORE UPDATE ON topics FOR EACH ROW EXECUTE FUNCTION mark_topic();
