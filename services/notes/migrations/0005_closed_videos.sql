-- When the video was deleted. Its notes are gone, and it gets no new ones.
ALTER TABLE note_counts ADD COLUMN closed_at timestamptz;
