-- The span that stored the words, as W3C Trace Context writes it. Null: no sampled trace.
ALTER TABLE transcripts ADD COLUMN traceparent text;
