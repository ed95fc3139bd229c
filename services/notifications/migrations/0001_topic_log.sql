-- Which history of which server this is. A standby that was made the primary may lack the last
-- commits of the old one; its timeline is another. What runs on the log of a server that does not
-- tell looks always the same.
CREATE FUNCTION server_identity() RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN (SELECT system_identifier FROM pg_control_system()) || '/'
    || left(pg_walfile_name(pg_current_wal_lsn()), 8);
EXCEPTION WHEN insufficient_privilege OR undefined_function OR feature_not_supported THEN
  RETURN '0';
END $$;

-- One row: the server on which the epochs began.
CREATE TABLE server (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  identity text NOT NULL
);
INSERT INTO server (identity) VALUES (server_identity());

-- The events that are kept have the offsets `gone` + 1 to `head`. Whoever appends to a topic locks
-- its row. `bytes` is the sum over those events. The free space is for updates in place.
CREATE TABLE topics (
  topic text COLLATE "C" PRIMARY KEY,
  epoch text NOT NULL,
  head bigint NOT NULL DEFAULT 0,
  gone bigint NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  used_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 50);

-- `event` is a google.protobuf.Any.
CREATE TABLE events (
  topic text COLLATE "C" NOT NULL,
  "offset" bigint NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  event bytea NOT NULL,
  bytes integer NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (topic, "offset"),
  UNIQUE (topic, event_id)
) WITH (autovacuum_vacuum_scale_factor = 0.05);
