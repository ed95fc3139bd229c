-- The reason for which an utterance became no note, as the session's events name it. Null: it became
-- one, or an older version finished it.
ALTER TABLE transcripts ADD COLUMN outcome_reason text;
