-- The transaction that appended the event. Null: unknown. A reader finds the events that were committed
-- since its last look by the snapshot of that look.
ALTER TABLE events ADD COLUMN tx bigint;
ALTER TABLE events ALTER COLUMN tx SET DEFAULT pg_current_xact_id()::text::bigint;
