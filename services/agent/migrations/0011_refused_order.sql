-- Words that the notes service refused, in the order in which it is asked again.
CREATE INDEX CONCURRENTLY transcripts_refused ON transcripts (user_id, leased_until)
  WHERE status = 'pending' AND refused_at IS NOT NULL;
