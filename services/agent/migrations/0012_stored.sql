-- What is stored of each user, and what of it waits to be heard. Triggers count in the transaction
-- that stores or deletes, whatever statement does it, so that a quota costs one row to check.
-- docs/adr/0024.
CREATE TABLE stored (
  user_id text PRIMARY KEY,
  -- Of sound and words, and 128 for each row.
  bytes bigint NOT NULL DEFAULT 0,
  sessions bigint NOT NULL DEFAULT 0,
  recordings bigint NOT NULL DEFAULT 0,
  transcripts bigint NOT NULL DEFAULT 0,
  -- Recordings that are not heard, and how long they are as estimated.
  waiting bigint NOT NULL DEFAULT 0,
  waiting_ms bigint NOT NULL DEFAULT 0,
  -- Null: rows from before this table may be missing. The service counts them, user by user.
  counted_at timestamptz
);

CREATE INDEX stored_uncounted ON stored (user_id) WHERE counted_at IS NULL;

-- A day is more than any recording has; a sum of days is a bigint.
CREATE FUNCTION waiting_ms(seconds double precision) RETURNS bigint LANGUAGE sql IMMUTABLE
  AS $function$ SELECT (1000 * least(greatest(coalesce(seconds, 0), 0), 86400))::bigint $function$;

CREATE FUNCTION transcript_bytes(words text, draft text) RETURNS bigint LANGUAGE sql IMMUTABLE
  AS $function$ SELECT (128 + octet_length(words) + coalesce(octet_length(draft), 0))::bigint $function$;

CREATE FUNCTION count_stored_sessions() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $function$
DECLARE
  sign bigint := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
  INSERT INTO stored AS s (user_id, bytes, sessions)
  SELECT user_id, sign * 128 * count(*), sign * count(*) FROM changed GROUP BY user_id ORDER BY user_id
  ON CONFLICT (user_id) DO UPDATE SET
    bytes = s.bytes + excluded.bytes, sessions = s.sessions + excluded.sessions;
  RETURN NULL;
END $function$;

CREATE FUNCTION count_stored_recordings() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $function$
DECLARE
  sign bigint := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
  INSERT INTO stored AS s (user_id, bytes, recordings)
  SELECT user_id, sign * 128 * count(*), sign * count(*) FROM changed GROUP BY user_id ORDER BY user_id
  ON CONFLICT (user_id) DO UPDATE SET
    bytes = s.bytes + excluded.bytes, recordings = s.recordings + excluded.recordings;
  RETURN NULL;
END $function$;

CREATE FUNCTION count_stored_audio() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $function$
DECLARE
  sign bigint := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
  INSERT INTO stored AS s (user_id, bytes)
  SELECT user_id, sign * sum(128 + octet_length(data)) FROM changed GROUP BY user_id ORDER BY user_id
  ON CONFLICT (user_id) DO UPDATE SET bytes = s.bytes + excluded.bytes;
  RETURN NULL;
END $function$;

CREATE FUNCTION count_stored_transcripts() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $function$
DECLARE
  sign bigint := CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END;
BEGIN
  INSERT INTO stored AS s (user_id, bytes, transcripts, waiting, waiting_ms)
  SELECT user_id, sign * sum(transcript_bytes(text, draft_text)), sign * count(*),
         sign * count(*) FILTER (WHERE status = 'recorded'),
         sign * coalesce(sum(waiting_ms(duration_seconds)) FILTER (WHERE status = 'recorded'), 0)
  FROM changed GROUP BY user_id ORDER BY user_id
  ON CONFLICT (user_id) DO UPDATE SET
    bytes = s.bytes + excluded.bytes, transcripts = s.transcripts + excluded.transcripts,
    waiting = s.waiting + excluded.waiting, waiting_ms = s.waiting_ms + excluded.waiting_ms;
  RETURN NULL;
END $function$;

CREATE FUNCTION count_stored_words() RETURNS trigger LANGUAGE plpgsql
  SET search_path FROM CURRENT AS $function$
DECLARE
  was bigint := CASE OLD.status WHEN 'recorded' THEN 1 ELSE 0 END;
  waits bigint := CASE NEW.status WHEN 'recorded' THEN 1 ELSE 0 END;
BEGIN
  INSERT INTO stored AS s (user_id, bytes, waiting, waiting_ms)
  VALUES (NEW.user_id,
          transcript_bytes(NEW.text, NEW.draft_text) - transcript_bytes(OLD.text, OLD.draft_text),
          waits - was,
          waits * waiting_ms(NEW.duration_seconds) - was * waiting_ms(OLD.duration_seconds))
  ON CONFLICT (user_id) DO UPDATE SET
    bytes = s.bytes + excluded.bytes, waiting = s.waiting + excluded.waiting,
    waiting_ms = s.waiting_ms + excluded.waiting_ms;
  RETURN NULL;
END $function$;

-- A transaction locks what is stored before turns: PostgreSQL runs triggers in the order of their
-- names.
CREATE TRIGGER sessions_count_added AFTER INSERT ON sessions
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_stored_sessions();
CREATE TRIGGER sessions_count_removed AFTER DELETE ON sessions
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_stored_sessions();
CREATE TRIGGER recordings_count_added AFTER INSERT ON recordings
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_stored_recordings();
CREATE TRIGGER recordings_count_removed AFTER DELETE ON recordings
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_stored_recordings();
CREATE TRIGGER audio_chunks_count_added AFTER INSERT ON audio_chunks
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_stored_audio();
CREATE TRIGGER audio_chunks_count_removed AFTER DELETE ON audio_chunks
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_stored_audio();
CREATE TRIGGER transcripts_count_added AFTER INSERT ON transcripts
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_stored_transcripts();
CREATE TRIGGER transcripts_count_removed AFTER DELETE ON transcripts
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_stored_transcripts();
CREATE TRIGGER transcripts_count_changed AFTER UPDATE OF status, text, draft_text, duration_seconds
  ON transcripts FOR EACH ROW
  WHEN (octet_length(OLD.text) <> octet_length(NEW.text)
        OR octet_length(OLD.draft_text) IS DISTINCT FROM octet_length(NEW.draft_text)
        OR OLD.status = 'recorded' OR NEW.status = 'recorded')
  EXECUTE FUNCTION count_stored_words();

INSERT INTO stored (user_id) SELECT DISTINCT user_id FROM sessions;
