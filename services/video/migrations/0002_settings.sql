-- What users have chosen. Who has chosen nothing has no row.
CREATE TABLE user_settings (
  user_id text PRIMARY KEY,
  -- Feature to whether it is on. Any other value than true is off.
  feature_flags jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(feature_flags) = 'object'),
  min_confidence double precision NOT NULL DEFAULT 0.3 CHECK (min_confidence BETWEEN 0 AND 1),
  metadata jsonb NOT NULL DEFAULT '{}',
  inserted_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
