-- When the notes service refused the words for good. They stay to be noted, are offered to it again,
-- and hold up nothing that was spoken after them. Null: it did not.
ALTER TABLE transcripts ADD COLUMN refused_at timestamptz;
