-- How many answers of a model about an utterance may have had their price, and why the last one was
-- of no use. Counted before the model is asked, so that a restart does not begin anew.
ALTER TABLE transcripts
  ADD COLUMN model_answers int NOT NULL DEFAULT 0,
  ADD COLUMN model_problem text;
