-- Words may be stored with a lease, for the process that stores them. Their user's turn then begins
-- when the lease ends. A user whose finished words leave none gets no turn. docs/adr/0083.
CREATE OR REPLACE FUNCTION queue_turns_of_added() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $function$
BEGIN
  INSERT INTO turns AS t (status, user_id, due_at, overdue_due_at)
  SELECT s.status, s.user_id, s.due_at, s.due_at FROM (
    SELECT a.status, a.user_id,
           greatest(min(a.leased_until), clock_timestamp()) AS due_at
    FROM added AS a
    WHERE a.status IN ('recorded', 'pending', 'plain')
    GROUP BY a.status, a.user_id) AS s
  ORDER BY 1, 2
  ON CONFLICT (status, user_id) DO UPDATE SET
    due_at = least(t.due_at, excluded.due_at),
    overdue_due_at = least(t.overdue_due_at, excluded.overdue_due_at);
  RETURN NULL;
END $function$;

-- A row that leaves a status may have held up others of its user. Only transcripts_turn has the order of
-- the search, so without sorts no plan reads another index. transcripts_work would cost as much by the
-- statistics of a queue that has just grown, and has the words of all users (docs/adr/0029).
CREATE OR REPLACE FUNCTION queue_turns_of_changed() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT SET enable_sort = off SET enable_bitmapscan = off AS $function$
DECLARE
  freed boolean := OLD.status <> NEW.status OR OLD.refused_at IS DISTINCT FROM NEW.refused_at;
BEGIN
  INSERT INTO turns AS t (status, user_id, due_at, overdue_due_at)
  SELECT s.status, NEW.user_id, s.due_at, s.due_at FROM (
    SELECT w.status, greatest(CASE WHEN freed THEN first.leased_until ELSE NEW.leased_until END,
                              clock_timestamp()) AS due_at
    FROM unnest(ARRAY['pending', 'plain', 'recorded']) AS w (status)
    CROSS JOIN LATERAL (
      SELECT o.leased_until FROM transcripts AS o
      WHERE o.user_id = NEW.user_id AND o.status = w.status
        AND o.status IN ('recorded', 'pending', 'plain')
      ORDER BY o.leased_until, o.seq LIMIT 1) AS first
    WHERE w.status = NEW.status
       OR (freed AND (w.status = OLD.status OR (w.status = 'pending' AND OLD.status = 'recorded')))
    ORDER BY w.status) AS s
  ON CONFLICT (status, user_id) DO UPDATE SET
    due_at = least(t.due_at, excluded.due_at),
    overdue_due_at = least(t.overdue_due_at, excluded.overdue_due_at);
  RETURN NULL;
END $function$;
