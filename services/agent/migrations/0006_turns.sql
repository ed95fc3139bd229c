-- The line of users who have something waiting, one line for each status. A claim takes users from
-- the front of a line, so its cost depends neither on how much waits nor on how many users wait.
-- Triggers keep the lines, for every version and every statement. docs/adr/0024.
CREATE TABLE turns (
  status text NOT NULL,
  user_id text NOT NULL,
  -- The user's place. Who takes a turn goes to the end of the line.
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- The place in the line for words that have waited long.
  overdue_due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (status, user_id)
);

CREATE INDEX turns_due ON turns (status, due_at);
CREATE INDEX turns_overdue_due ON turns (status, overdue_due_at);

-- A transaction locks a user's turns after its rows of `transcripts`, in the order of their status.
CREATE FUNCTION queue_turns_of_added() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $function$
BEGIN
  INSERT INTO turns AS t (status, user_id)
  SELECT DISTINCT a.status, a.user_id FROM added AS a
  WHERE a.status IN ('recorded', 'pending', 'plain') ORDER BY 1, 2
  ON CONFLICT (status, user_id) DO UPDATE SET
    due_at = least(t.due_at, excluded.due_at),
    overdue_due_at = least(t.overdue_due_at, excluded.overdue_due_at);
  RETURN NULL;
END $function$;

-- A row that leaves a status may have held up others of its user.
CREATE FUNCTION queue_turns_of_changed() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $function$
DECLARE
  freed boolean := OLD.status <> NEW.status OR OLD.refused_at IS DISTINCT FROM NEW.refused_at;
BEGIN
  INSERT INTO turns AS t (status, user_id, due_at, overdue_due_at)
  SELECT s.status, NEW.user_id, s.due_at, s.due_at FROM (
    SELECT w.status, CASE WHEN freed THEN clock_timestamp()
                     ELSE greatest(NEW.leased_until, clock_timestamp()) END AS due_at
    FROM unnest(ARRAY['pending', 'plain', 'recorded']) AS w (status)
    WHERE w.status = NEW.status
       OR (freed AND (w.status = OLD.status OR (w.status = 'pending' AND OLD.status = 'recorded')))
    ORDER BY w.status) AS s
  ON CONFLICT (status, user_id) DO UPDATE SET
    due_at = least(t.due_at, excluded.due_at),
    overdue_due_at = least(t.overdue_due_at, excluded.overdue_due_at);
  RETURN NULL;
END $function$;

CREATE TRIGGER transcripts_queue_added AFTER INSERT ON transcripts
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION queue_turns_of_added();

CREATE TRIGGER transcripts_queue_changed AFTER UPDATE OF status, leased_until, refused_at
  ON transcripts FOR EACH ROW
  WHEN (OLD.status <> NEW.status OR NEW.leased_until < OLD.leased_until
        OR OLD.refused_at IS DISTINCT FROM NEW.refused_at)
  EXECUTE FUNCTION queue_turns_of_changed();

INSERT INTO turns (status, user_id)
SELECT DISTINCT status, user_id FROM transcripts WHERE status IN ('recorded', 'pending', 'plain');
