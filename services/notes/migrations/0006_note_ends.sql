-- The end of the part of the video that a note is about; null: the note is about one moment.
ALTER TABLE notes ADD COLUMN end_seconds double precision;
ALTER TABLE note_revisions ADD COLUMN end_seconds double precision;
