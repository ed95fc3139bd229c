CREATE TABLE videos (
  user_id text NOT NULL,
  id uuid NOT NULL,
  platform text NOT NULL CHECK (platform ~ '^[a-z0-9_]+$'),
  external_id text NOT NULL,
  url text NOT NULL,
  title text,
  thumbnail_url text,
  duration_seconds double precision,
  status text NOT NULL CHECK (status IN ('queued', 'in_progress', 'complete', 'archived')),
  note_count bigint NOT NULL DEFAULT 0 CHECK (note_count >= 0),
  last_viewed_at timestamptz,
  queued_at timestamptz,
  completed_at timestamptz,
  inserted_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (user_id, id),
  UNIQUE (user_id, platform, external_id)
);

-- The order of the library; never viewed ones come last.
CREATE INDEX videos_library
  ON videos (user_id, coalesce(micros(last_viewed_at), 0) DESC, micros(inserted_at) DESC, id DESC);
