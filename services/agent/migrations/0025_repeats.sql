-- Words by the id that their client gave them, which recognises a repeat however long the session is.
CREATE INDEX CONCURRENTLY transcripts_repeat
  ON transcripts (user_id, session_id, client_request_id) WHERE client_request_id IS NOT NULL;
