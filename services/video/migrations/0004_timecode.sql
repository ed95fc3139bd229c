-- The frame rate and the timecode of the first frame; null: unknown, and 00:00:00:00.
ALTER TABLE videos
  ADD COLUMN frame_rate_numerator integer,
  ADD COLUMN frame_rate_denominator integer,
  ADD COLUMN drop_frame boolean,
  ADD COLUMN start_timecode text;
