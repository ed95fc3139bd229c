ALTER TABLE notes
  ADD COLUMN session_id uuid,
  ADD COLUMN heard_by text,
  ADD COLUMN written_by text,
  ADD COLUMN visual_timestamp double precision
    CHECK (visual_timestamp >= 0 AND visual_timestamp < 'Infinity'),
  ADD COLUMN revision integer NOT NULL DEFAULT 1,
  -- When it came to say what it says; null: when it was inserted.
  ADD COLUMN revised_at timestamptz;

CREATE INDEX notes_deleted_of_session ON notes (user_id, session_id)
  WHERE deleted_at IS NOT NULL;

-- What notes said before. What a note says now is in `notes` only.
CREATE TABLE note_revisions (
  user_id text NOT NULL,
  note_id uuid NOT NULL,
  revision integer NOT NULL,
  text text NOT NULL,
  raw_transcript text,
  category text NOT NULL,
  confidence double precision,
  heard_by text,
  written_by text,
  enrichment_source text NOT NULL,
  visual_timestamp double precision,
  revised_at timestamptz NOT NULL,
  PRIMARY KEY (user_id, note_id, revision),
  FOREIGN KEY (user_id, note_id) REFERENCES notes (user_id, id) ON DELETE CASCADE
);
