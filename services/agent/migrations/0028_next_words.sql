-- The end of an utterance may claim the next words of its session. Then its user's turn is due when
-- the lease of those words ends, however many words wait behind them. docs/adr/0089.

-- Words behind an earlier utterance of their session cannot be claimed before its end, which makes
-- the turn due. It may have ended in a transaction that did not see the words, so the turn is due
-- soon in any case.
CREATE OR REPLACE FUNCTION queue_turns_of_added() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $function$
BEGIN
  INSERT INTO turns AS t (status, user_id, due_at, overdue_due_at)
  SELECT s.status, s.user_id, s.due_at, s.due_at FROM (
    SELECT a.status, a.user_id,
           min(greatest(a.leased_until, CASE WHEN a.status = 'pending' AND a.seq > (
             SELECT w.seq FROM transcripts AS w
             WHERE w.user_id = a.user_id AND w.session_id = a.session_id
               AND (w.status = 'recorded' OR (w.status = 'pending' AND w.refused_at IS NULL))
             ORDER BY w.seq LIMIT 1)
             THEN clock_timestamp() + interval '250 milliseconds'
             ELSE clock_timestamp() END)) AS due_at
    FROM added AS a
    WHERE a.status IN ('recorded', 'pending', 'plain')
    GROUP BY a.status, a.user_id) AS s
  ORDER BY 1, 2
  ON CONFLICT (status, user_id) DO UPDATE SET
    due_at = least(t.due_at, excluded.due_at),
    overdue_due_at = least(t.overdue_due_at, excluded.overdue_due_at)
  WHERE excluded.due_at < t.due_at OR excluded.overdue_due_at < t.overdue_due_at;
  RETURN NULL;
END $function$;

-- What the row frees in its session is the first of the words that wait there. Other sessions of the
-- user have their own times in the turn. Only transcripts_turn and transcripts_head have the orders
-- of the searches, so without sorts no plan reads another index (docs/adr/0029).
CREATE OR REPLACE FUNCTION queue_turns_of_changed() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT SET enable_sort = off SET enable_bitmapscan = off AS $function$
DECLARE
  freed boolean := OLD.status <> NEW.status OR OLD.refused_at IS DISTINCT FROM NEW.refused_at;
BEGIN
  INSERT INTO turns AS t (status, user_id, due_at, overdue_due_at)
  SELECT s.status, NEW.user_id, s.due_at, s.due_at FROM (
    SELECT w.status, greatest(clock_timestamp(), CASE WHEN NOT freed THEN NEW.leased_until ELSE
      coalesce(
        CASE WHEN w.status = 'pending' THEN (
          SELECT CASE WHEN NEW.status = 'pending' THEN least(head.leased_until, NEW.leased_until)
                      ELSE head.leased_until END
          FROM (
            SELECT h.status, h.leased_until FROM transcripts AS h
            WHERE h.user_id = NEW.user_id AND h.session_id = NEW.session_id
              AND (h.status = 'recorded' OR (h.status = 'pending' AND h.refused_at IS NULL))
            ORDER BY h.seq LIMIT 1) AS head
          WHERE head.status = 'pending') END,
        (SELECT o.leased_until FROM transcripts AS o
         WHERE o.user_id = NEW.user_id AND o.status = w.status
           AND o.status IN ('recorded', 'pending', 'plain')
         ORDER BY o.leased_until, o.seq LIMIT 1),
        'infinity') END) AS due_at
    FROM unnest(ARRAY['pending', 'plain', 'recorded']) AS w (status)
    WHERE w.status = NEW.status
       OR (freed AND (w.status = OLD.status OR (w.status = 'pending' AND OLD.status = 'recorded')))
    ORDER BY w.status) AS s
  WHERE s.due_at < 'infinity'
  ON CONFLICT (status, user_id) DO UPDATE SET
    due_at = least(t.due_at, excluded.due_at),
    overdue_due_at = least(t.overdue_due_at, excluded.overdue_due_at)
  WHERE excluded.due_at < t.due_at OR excluded.overdue_due_at < t.overdue_due_at;
  RETURN NULL;
END $function$;
