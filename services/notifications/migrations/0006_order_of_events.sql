-- Events of all topics in the order of their transactions, which is nearly that of their times.
CREATE INDEX CONCURRENTLY events_tx ON events (tx);
