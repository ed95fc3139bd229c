-- The topics may be spread over several databases. The place of this one in the list of all replicas, the
-- size of that list, and the topics that the first database has whatever their hash. A process with
-- another list refuses to serve. Null: the next process claims a place (docs/database.md).
ALTER TABLE server ADD COLUMN place integer DEFAULT 1, ADD COLUMN places integer DEFAULT 1,
  ADD COLUMN first_topics text;
