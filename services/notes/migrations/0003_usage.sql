-- The rows and bytes that each user stores. The triggers below keep them in the transaction of each
-- change, whichever version of the service makes it. The numbers are true when `counted` is: until
-- the service has counted the rows that are older than the triggers, a row has only the changes since.
CREATE TABLE user_usage (
  user_id text PRIMARY KEY,
  notes bigint NOT NULL DEFAULT 0,
  deleted_notes bigint NOT NULL DEFAULT 0,
  revisions bigint NOT NULL DEFAULT 0,
  -- Of the texts of notes and revisions, and of embeddings: 4 for each of their 768 numbers.
  note_bytes bigint NOT NULL DEFAULT 0,
  counted boolean NOT NULL DEFAULT false
) WITH (fillfactor = 50);

CREATE FUNCTION add_usage(text, bigint, bigint, bigint, bigint) RETURNS void
  LANGUAGE sql SET search_path FROM CURRENT AS $$
  INSERT INTO user_usage AS u (user_id, notes, deleted_notes, revisions, note_bytes)
    VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (user_id) DO UPDATE SET
    notes = u.notes + $2, deleted_notes = u.deleted_notes + $3,
    revisions = u.revisions + $4, note_bytes = u.note_bytes + $5
$$;

CREATE FUNCTION count_notes() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM add_usage(user_id, live, dead, 0, bytes) FROM (
      SELECT user_id, count(*) FILTER (WHERE deleted_at IS NULL) AS live,
             count(*) FILTER (WHERE deleted_at IS NOT NULL) AS dead,
             sum(octet_length(concat(text, raw_transcript))) AS bytes
      FROM new_rows GROUP BY user_id ORDER BY user_id) changes;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM add_usage(user_id, -live, -dead, 0, -bytes) FROM (
      SELECT user_id, count(*) FILTER (WHERE deleted_at IS NULL) AS live,
             count(*) FILTER (WHERE deleted_at IS NOT NULL) AS dead,
             sum(octet_length(concat(text, raw_transcript))) AS bytes
      FROM old_rows GROUP BY user_id ORDER BY user_id) changes;
  ELSE
    PERFORM add_usage(user_id, live, dead, 0, bytes) FROM (
      SELECT user_id, coalesce(sum(sign) FILTER (WHERE deleted_at IS NULL), 0) AS live,
             coalesce(sum(sign) FILTER (WHERE deleted_at IS NOT NULL), 0) AS dead,
             sum(sign * octet_length(concat(text, raw_transcript))) AS bytes
      FROM (SELECT 1 AS sign, user_id, deleted_at, text, raw_transcript FROM new_rows
            UNION ALL
            SELECT -1, user_id, deleted_at, text, raw_transcript FROM old_rows) both_rows
      GROUP BY user_id ORDER BY user_id) changes
    WHERE live <> 0 OR dead <> 0 OR bytes <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION count_revisions() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM add_usage(user_id, 0, 0, number, bytes) FROM (
      SELECT user_id, count(*) AS number, sum(octet_length(concat(text, raw_transcript))) AS bytes
      FROM new_rows GROUP BY user_id ORDER BY user_id) changes;
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM add_usage(user_id, 0, 0, -number, -bytes) FROM (
      SELECT user_id, count(*) AS number, sum(octet_length(concat(text, raw_transcript))) AS bytes
      FROM old_rows GROUP BY user_id ORDER BY user_id) changes;
  ELSE
    PERFORM add_usage(user_id, 0, 0, 0, bytes) FROM (
      SELECT user_id, sum(sign * octet_length(concat(text, raw_transcript))) AS bytes
      FROM (SELECT 1 AS sign, user_id, text, raw_transcript FROM new_rows
            UNION ALL
            SELECT -1, user_id, text, raw_transcript FROM old_rows) both_rows
      GROUP BY user_id ORDER BY user_id) changes
    WHERE bytes <> 0;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION count_embeddings() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM add_usage(user_id, 0, 0, 0, 3072 * number) FROM (
      SELECT user_id, count(*) AS number FROM new_rows GROUP BY user_id ORDER BY user_id) changes;
  ELSE
    PERFORM add_usage(user_id, 0, 0, 0, -3072 * number) FROM (
      SELECT user_id, count(*) AS number FROM old_rows GROUP BY user_id ORDER BY user_id) changes;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER notes_inserted AFTER INSERT ON notes
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_notes();
CREATE TRIGGER notes_updated AFTER UPDATE ON notes
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_notes();
CREATE TRIGGER notes_removed AFTER DELETE ON notes
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_notes();

CREATE TRIGGER revisions_inserted AFTER INSERT ON note_revisions
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_revisions();
CREATE TRIGGER revisions_updated AFTER UPDATE ON note_revisions
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION count_revisions();
CREATE TRIGGER revisions_removed AFTER DELETE ON note_revisions
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_revisions();

CREATE TRIGGER embeddings_inserted AFTER INSERT ON embeddings
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_embeddings();
CREATE TRIGGER embeddings_removed AFTER DELETE ON embeddings
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_embeddings();
