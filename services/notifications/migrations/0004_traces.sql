-- The span that appended the event, as W3C Trace Context writes it. Null: no sampled trace.
ALTER TABLE events ADD COLUMN traceparent text;
