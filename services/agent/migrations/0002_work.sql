-- The recording that is being made in a session, and what its client may yet add to it.
ALTER TABLE sessions
  ADD COLUMN recording_id uuid,
  ADD COLUMN audio_bytes bigint NOT NULL DEFAULT 0,
  ADD COLUMN audio_seconds double precision NOT NULL DEFAULT 0,
  ADD COLUMN audio_chunks int NOT NULL DEFAULT 0,
  -- Where the reviewer was when it began.
  ADD COLUMN recording_video_id uuid,
  ADD COLUMN recording_timestamp double precision NOT NULL DEFAULT 0,
  -- What a player needs before any later piece of the same stream.
  ADD COLUMN audio_header bytea,
  ADD COLUMN audio_rate double precision NOT NULL DEFAULT 0,
  -- The voice session, as it was left.
  ADD COLUMN voice bytea;

CREATE INDEX sessions_recording ON sessions (last_active_at) WHERE recording_id IS NOT NULL;

CREATE TABLE audio_chunks (
  user_id text NOT NULL,
  recording_id uuid NOT NULL,
  number int NOT NULL,
  data bytea NOT NULL,
  PRIMARY KEY (user_id, recording_id, number)
);

-- Finished ones.
CREATE TABLE recordings (
  user_id text NOT NULL,
  id uuid NOT NULL,
  session_id uuid NOT NULL,
  size_bytes bigint NOT NULL,
  duration_seconds double precision NOT NULL,
  inserted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, id)
);

CREATE INDEX recordings_age ON recordings (inserted_at);

ALTER TABLE transcripts DROP CONSTRAINT transcripts_status_check;
ALTER TABLE transcripts
  -- recorded: to be heard. pending: to be noted. plain: noted as it was spoken, for want of a model.
  ADD CONSTRAINT transcripts_status_check
    CHECK (status IN ('recorded', 'pending', 'plain', 'noted', 'skipped', 'failed')),
  ADD COLUMN recording_id uuid,
  -- When its words were known.
  ADD COLUMN heard_at timestamptz NOT NULL DEFAULT now(),
  -- What is to be noted, so that no second draft is asked for after a crash.
  ADD COLUMN draft_text text,
  ADD COLUMN draft_category text,
  ADD COLUMN draft_confidence double precision,
  ADD COLUMN written_by text,
  ADD COLUMN note_id uuid,
  ADD COLUMN note_revision int NOT NULL DEFAULT 0;

DROP INDEX transcripts_pending;
CREATE INDEX transcripts_unfinished ON transcripts (user_id, session_id, seq)
  WHERE status IN ('recorded', 'pending');
CREATE INDEX transcripts_work ON transcripts (status, seq)
  WHERE status IN ('recorded', 'pending', 'plain');
CREATE INDEX transcripts_of_note ON transcripts (user_id, note_id) WHERE note_id IS NOT NULL;
CREATE INDEX transcripts_of_recording ON transcripts (user_id, recording_id)
  WHERE recording_id IS NOT NULL;
