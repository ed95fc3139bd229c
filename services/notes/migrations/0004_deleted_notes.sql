-- The deleted notes of a user, the oldest first: beyond --user_deleted_notes they are forgotten.
CREATE INDEX CONCURRENTLY notes_deleted ON notes (user_id, deleted_at) WHERE deleted_at IS NOT NULL;
