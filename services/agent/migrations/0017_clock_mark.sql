-- The newest time that this database's clock has told. A clock that tells less was set back.
CREATE TABLE clock_mark (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  at timestamptz NOT NULL
);

INSERT INTO clock_mark (at) VALUES (clock_timestamp());
