#!/usr/bin/env bash
# A migration leaves alone what the version before it uses, and takes no long locks
set -uo pipefail
cd "$(dirname "$0")/../.." || exit

# From before the rules; released ones are never changed.
released=(services/agent/migrations/0002_work.sql services/notes/migrations/0002_revisions.sql)

# Prints what is wrong with the SQL of standard input. CONTRIBUTING.md, "A migration", has the rules, and
# docs/database.md which changes running replicas survive; schema_changes.test.mjs tries those.
problems() {
  awk '
    /^-- Contract: ./ { contract = 1 }
    { sub(/--.*/, ""); text = text " " toupper($0) }
    function refuse(why) { print why ": " statement }
    END {
      count = split(text, statements, ";")
      for (i = 1; i <= count; ++i) {
        statement = statements[i]
        gsub(/[ \t]+/, " ", statement)
        sub(/^ /, "", statement)
        if (statement == "") continue
        ++total
        if (match(statement, /^CREATE TABLE [A-Z_]+/)) made[substr(statement, 14, RLENGTH - 13)] = 1
        if (statement ~ /CONCURRENTLY/) ++concurrent
        if (statement ~ /RENAME |TRUNCATE /)
          refuse("the version before cannot go on")
        if (statement ~ /ALTER (COLUMN )?[A-Z_]+ (SET DATA )?TYPE /)
          refuse("the version before writes the old type, and waits while the table is rewritten")
        if (statement ~ /^(REINDEX|CLUSTER|VACUUM FULL|LOCK) / && statement !~ /CONCURRENTLY/)
          refuse("everybody would wait for the lock")
        if (statement ~ /DROP (TABLE|COLUMN|INDEX|CONSTRAINT|FUNCTION|TRIGGER|SEQUENCE|TYPE|VIEW|SCHEMA)|SET NOT NULL/ &&
            !contract)
          refuse("the version before may need it")
        if (match(statement, /ON [A-Z_]+/) && statement ~ /^CREATE (UNIQUE )?INDEX / &&
            statement !~ /CONCURRENTLY/ && !(substr(statement, RSTART + 3, RLENGTH - 3) in made))
          refuse("writers would wait for the index: CONCURRENTLY")
        if (statement ~ /ADD CONSTRAINT/ && statement !~ /NOT VALID/)
          refuse("writers would wait for the check: NOT VALID")
        parts = split(statement, columns, /ADD COLUMN /)
        for (j = 2; j <= parts; ++j)
          if (columns[j] ~ /NOT NULL/ && columns[j] !~ /DEFAULT/)
            refuse("the version before does not fill it: DEFAULT")
      }
      if (concurrent && total > 1) print "what is made CONCURRENTLY is a file of its own"
    }'
}

status=0
for file in services/*/migrations/*.sql; do
  [[ " ${released[*]} " != *" $file "* ]] || continue
  found=$(problems <"$file")
  [[ -z $found ]] && continue
  printf '%s\n%s\n' "$file" "$found"
  status=1
done

# The rules themselves: each of these is refused, each of those is not.
while IFS= read -r sql; do
  [[ -n $(problems <<<"$sql") ]] || { printf 'not refused: %s\n' "$sql" && status=1; }
done <<'SQL'
ALTER TABLE notes DROP COLUMN text;
ALTER TABLE notes RENAME COLUMN text TO words;
ALTER TABLE notes ALTER COLUMN text TYPE varchar(10);
ALTER TABLE notes ALTER text SET DATA TYPE varchar(10);
DROP FUNCTION count_notes();
DROP TRIGGER notes_inserted ON notes;
REINDEX TABLE notes;
LOCK TABLE notes;
ALTER TABLE notes ALTER COLUMN text SET NOT NULL;
ALTER TABLE notes ADD COLUMN a int DEFAULT 1, ADD COLUMN b int NOT NULL;
ALTER TABLE notes ADD CONSTRAINT short CHECK (length(text) < 10);
CREATE INDEX notes_text ON notes (text);
CREATE INDEX CONCURRENTLY a ON notes (text); CREATE INDEX CONCURRENTLY b ON notes (text);
DROP TABLE notes;
TRUNCATE notes;
SQL
while IFS= read -r sql; do
  found=$(problems <<<"${sql//|/$'\n'}")
  [[ -z $found ]] || { printf 'refused: %s\n' "$found" && status=1; }
done <<'SQL'
ALTER TABLE notes ADD COLUMN a int, ADD COLUMN b int NOT NULL DEFAULT 1;
CREATE TABLE words (text text NOT NULL); CREATE INDEX words_text ON words (text);
CREATE INDEX CONCURRENTLY notes_text ON notes (text);
ALTER TABLE notes ADD CONSTRAINT short CHECK (length(text) < 10) NOT VALID;
-- Contract: since 1.4 nobody reads it.|ALTER TABLE notes DROP COLUMN text;
SQL
exit "$status"
