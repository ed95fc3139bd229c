-- How much of something that costs money a user may have now.
CREATE TABLE token_buckets (
  user_id text NOT NULL,
  class text NOT NULL,
  -- What it counts for: a session, say; empty: all that the user does.
  scope text NOT NULL,
  tokens double precision NOT NULL,
  refilled_at timestamptz NOT NULL,
  -- What the last one who asked was answered.
  granted boolean NOT NULL,
  PRIMARY KEY (user_id, class, scope)
);

-- What remote models did, and what it cost.
CREATE TABLE usage (
  user_id text NOT NULL,
  session_id text NOT NULL,
  kind text NOT NULL,
  model text NOT NULL,
  -- In UTC.
  day date NOT NULL,
  calls bigint NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  audio_ms bigint NOT NULL,
  -- Millionths of a US dollar.
  cost_micros bigint NOT NULL,
  PRIMARY KEY (user_id, session_id, kind, model, day)
);

CREATE INDEX usage_day ON usage (day);
