-- What the client says to tell a repeat; null: it says nothing.
ALTER TABLE transcripts ADD COLUMN client_request_id text;
