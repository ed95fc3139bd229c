-- Of the stream that is recorded: where its next bytes belong, and how long it is so far. In a form
-- of the service's own. Null: a version before wrote the last piece, or nothing is recorded.
ALTER TABLE sessions ADD COLUMN audio_state bytea;
