-- Sessions that no client uses, oldest first.
CREATE INDEX CONCURRENTLY sessions_age ON sessions (last_active_at);
