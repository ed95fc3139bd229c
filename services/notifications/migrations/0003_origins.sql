-- The times from which the delivery of the event is measured, in microseconds since 1970: the
-- transaction of the change, and the action of the user that caused it. Null: unknown.
ALTER TABLE events ADD COLUMN changed_us bigint, ADD COLUMN acted_us bigint;
