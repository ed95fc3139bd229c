-- Whose a session is, whoever asks: the one table that is not keyed by user.
CREATE TABLE session_owners (
  session_id uuid PRIMARY KEY,
  user_id text NOT NULL
);

CREATE TABLE sessions (
  user_id text NOT NULL,
  id uuid NOT NULL,
  video_id uuid,
  timestamp_seconds double precision NOT NULL DEFAULT 0 CHECK (timestamp_seconds >= 0),
  inserted_at timestamptz NOT NULL DEFAULT now(),
  last_active_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, id)
);

CREATE TABLE transcripts (
  user_id text NOT NULL,
  id uuid NOT NULL,
  -- The order in which they were spoken.
  seq bigserial,
  session_id uuid NOT NULL,
  request_id text NOT NULL,
  text text NOT NULL,
  source text NOT NULL,
  duration_seconds double precision,
  -- Of the utterance: what was on screen when it began.
  video_id uuid,
  timestamp_seconds double precision NOT NULL,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'noted', 'skipped', 'failed')),
  attempts int NOT NULL DEFAULT 0,
  -- Until then some replica works on it, or it rests before the next attempt.
  leased_until timestamptz NOT NULL DEFAULT '-infinity',
  inserted_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, id)
);

CREATE INDEX transcripts_pending ON transcripts (user_id, session_id, seq) WHERE status = 'pending';
CREATE INDEX transcripts_recent ON transcripts (user_id, session_id, inserted_at);
