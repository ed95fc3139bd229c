ALTER TABLE sessions
  -- The newest frame of the video, a lossy.notes.v1.Frame, and when it came. A switch of the video
  -- clears it.
  ADD COLUMN frame bytea,
  ADD COLUMN frame_at timestamptz,
  -- The recording in which the words about the frame are.
  ADD COLUMN frame_recording_id uuid,
  -- The stream of audio that the client is sending, as the client names it; null: it has no name.
  ADD COLUMN stream_id text,
  -- Bytes of that stream that are stored, in whatever recordings.
  ADD COLUMN stream_bytes bigint NOT NULL DEFAULT 0,
  -- The recording that was handed over last.
  ADD COLUMN last_recording_id uuid;

-- The name that the client gave the piece, to recognise a repeat; null: none.
ALTER TABLE audio_chunks ADD COLUMN request_id text;
