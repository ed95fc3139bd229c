-- What later words of its session may have to wait for.
CREATE INDEX CONCURRENTLY transcripts_head ON transcripts (user_id, session_id, seq)
  WHERE status = 'recorded' OR (status = 'pending' AND refused_at IS NULL);
