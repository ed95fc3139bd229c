CREATE TABLE notes (
  user_id text NOT NULL,
  id uuid NOT NULL,
  -- What made it, for ever: a repeat answers this note.
  request_id text NOT NULL,
  video_id uuid,
  text text NOT NULL CHECK (text <> ''),
  raw_transcript text,
  timestamp_seconds double precision NOT NULL
    CHECK (timestamp_seconds >= 0 AND timestamp_seconds < 'Infinity'),
  category text NOT NULL CHECK (category IN ('pacing', 'audio', 'visual', 'editing', 'general',
                                             'color', 'graphics', 'content', 'other')),
  confidence double precision CHECK (confidence BETWEEN 0 AND 1),
  status text NOT NULL DEFAULT 'ghost' CHECK (status IN ('ghost', 'firmed', 'pending_post',
                                                         'posting', 'posted', 'failed',
                                                         'cancelled')),
  enrichment_source text NOT NULL DEFAULT 'none'
    CHECK (enrichment_source IN ('none', 'siglip_local', 'siglip_cloud', 'gpt4o_vision',
                                 'manual')),
  inserted_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  -- A deleted note stays, unseen, so that repeats of its creation and deletion are known.
  deleted_at timestamptz,
  PRIMARY KEY (user_id, id),
  UNIQUE (user_id, request_id)
);

CREATE INDEX notes_timeline ON notes (user_id, video_id, timestamp_seconds, id)
  WHERE deleted_at IS NULL;
CREATE INDEX notes_newest ON notes (user_id, micros(inserted_at) DESC, id DESC)
  WHERE deleted_at IS NULL;
CREATE INDEX notes_newest_of_video ON notes (user_id, video_id, micros(inserted_at) DESC, id DESC)
  WHERE deleted_at IS NULL;

-- What was on screen, as an embedding.
CREATE TABLE embeddings (
  user_id text NOT NULL,
  note_id uuid NOT NULL,
  embedding real[] NOT NULL
    CHECK (array_ndims(embedding) = 1 AND array_length(embedding, 1) = 768),
  timestamp_seconds double precision NOT NULL,
  source text NOT NULL CHECK (source IN ('local', 'cloud')),
  device text NOT NULL,
  stored_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, note_id),
  FOREIGN KEY (user_id, note_id) REFERENCES notes (user_id, id) ON DELETE CASCADE
);

-- How many notes a video has. Its row is locked by every change of the number, which puts the
-- changes of one video into one order.
CREATE TABLE note_counts (
  user_id text NOT NULL,
  video_id uuid NOT NULL,
  note_count bigint NOT NULL CHECK (note_count >= 0),
  PRIMARY KEY (user_id, video_id)
);
