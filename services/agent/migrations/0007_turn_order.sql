-- What a user has waiting, in the order of claims: first what no replica tried yet, then what rested
-- longest.
CREATE INDEX CONCURRENTLY transcripts_turn ON transcripts (user_id, status, leased_until, seq)
  WHERE status IN ('recorded', 'pending', 'plain');
