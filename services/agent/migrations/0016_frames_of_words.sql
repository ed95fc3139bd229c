-- The frame that was on screen when the words were spoken, until they are a note.
ALTER TABLE transcripts ADD COLUMN frame bytea;

CREATE FUNCTION transcript_bytes(words text, draft text, frame bytea) RETURNS bigint LANGUAGE sql IMMUTABLE
  AS $function$
    SELECT (128 + octet_length(words) + coalesce(octet_length(draft), 0)
      + coalesce(octet_length(frame), 0))::bigint $function$;

CREATE OR REPLACE FUNCTION count_stored_transcripts() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $function$
DECLARE
  sign bigint := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
  INSERT INTO stored AS s (user_id, bytes, transcripts, waiting, waiting_ms)
  SELECT user_id, sign * sum(transcript_bytes(text, draft_text, frame)), sign * count(*),
         sign * count(*) FILTER (WHERE status = 'recorded'),
         sign * coalesce(sum(waiting_ms(duration_seconds)) FILTER (WHERE status = 'recorded'), 0)
  FROM changed GROUP BY user_id ORDER BY user_id
  ON CONFLICT (user_id) DO UPDATE SET
    bytes = s.bytes + excluded.bytes, transcripts = s.transcripts + excluded.transcripts,
    waiting = s.waiting + excluded.waiting, waiting_ms = s.waiting_ms + excluded.waiting_ms;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION count_stored_words() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $function$
DECLARE
  was bigint := CASE OLD.status WHEN 'recorded' THEN 1 ELSE 0 END;
  waits bigint := CASE NEW.status WHEN 'recorded' THEN 1 ELSE 0 END;
BEGIN
  INSERT INTO stored AS s (user_id, bytes, waiting, waiting_ms)
  VALUES (NEW.user_id,
          transcript_bytes(NEW.text, NEW.draft_text, NEW.frame)
            - transcript_bytes(OLD.text, OLD.draft_text, OLD.frame),
          waits - was,
          waits * waiting_ms(NEW.duration_seconds) - was * waiting_ms(OLD.duration_seconds))
  ON CONFLICT (user_id) DO UPDATE SET
    bytes = s.bytes + excluded.bytes, waiting = s.waiting + excluded.waiting,
    waiting_ms = s.waiting_ms + excluded.waiting_ms;
  RETURN NULL;
END $function$;

CREATE OR REPLACE TRIGGER transcripts_count_changed
  AFTER UPDATE OF status, text, draft_text, duration_seconds, frame
  ON transcripts FOR EACH ROW
  WHEN (octet_length(OLD.text) <> octet_length(NEW.text)
        OR octet_length(OLD.draft_text) IS DISTINCT FROM octet_length(NEW.draft_text)
        OR octet_length(OLD.frame) IS DISTINCT FROM octet_length(NEW.frame)
        OR OLD.status = 'recorded' OR NEW.status = 'recorded')
  EXECUTE FUNCTION count_stored_words();
