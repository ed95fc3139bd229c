-- A user's recordings, newest first, without a look at those of others.
CREATE INDEX CONCURRENTLY recordings_of_user ON recordings (user_id, inserted_at, id);
