#!/usr/bin/env bash
# Comments, documents, texts of programs and names of tests have plain words, and names are those of the glossary
#
# usage: words_are_plain.sh [TREE]; without TREE it checks the repository, and itself. In comments and
# documents, words between backticks or double quotes are not checked. Migrations are not checked,
# because their text has a checksum.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
# shellcheck source=tests/architecture/lib/planted_tree.sh
source tests/architecture/lib/planted_tree.sh

# A pattern of awk in lower case, a tab, the advice.
words() {
  cat <<'TEXT'
(some|no|any|every)body	name the party: a client, the caller, another replica, the operator
someone|no one|who(m|so)?ever	name the party: a client, the caller, another replica, the operator
anew	say "again", or "a new …"
tells?|told	say "receives", "is notified" or "gets the error"
hears|((has|have|had|is|was|been) heard)|(hear|heard) (of|from)	say "receives"
(is|are|was|were|be|been) over[.,;:)]	say "ends" or "has ended"
(is|are|was|were|be|been) gone	say "ended", "was deleted" or "disconnected"
(is|are|was|were|be|been) away	say "is unavailable" or "is unreachable"
(give|gives|gave|given|giving) up	say "stops retrying", "times out" or "rejects"
(look|looks|looking|looked) after	say "owns" or "manages"
(come|comes|came|coming) back	say "reconnects", "returns" or "retries"
(let|lets|letting) (it |them |him |a client |clients )?in	say "accepts"
(turn|turns|turned|turning) away	say "rejects"
of another make	say "third-party"
(go|goes|going|went) on	say "continues"
dies|died|all the same	say "fails", "ends", "still"
TEXT
}

# A name of before, a tab, the name of today. The names are whole identifiers.
names() {
  cat <<'TEXT'
Surroundings	the references that the class uses
Workshop	TranscriptPipeline
HearingStage	TranscribeStage
NotingStage	DraftStage
ImprovingStage	ImproveStage
Housekeeper	PeriodicTasks
kOften	a duration
kNowAndThen	a duration
kRarely	a duration
SessionStandards	ConfidencePolicy
NoteKeeper	NotesApi
VoiceLine	VoiceSessionAdapter
Refinery	NoteRefiner
RememberingLibrary	CachingVideoAccess
RememberingSettings	FallbackSettings
FairLine	FairQueue
TurnedAway	rejected
JoinCalls	CallCoalescer
TokenMint	ExtensionTokenHandler
TokenSeal	TokenSigner
SocketOrders	SocketCommandHandler
PresenceJournal	ClaimLog
PresenceExchange	PresenceReplicator
PresencePeer	RemoteReplica
PresenceBoard	ChannelPresence
HeldOutbox	OutboxReader
FragileLog	FaultyLog
moody_worker	scripted_worker
stand_in	fake_openai_server
DEEDS	FAULT_ACTIONS
wrongs	violations
TEXT
}

# Classes whose name alone does not tell which one is meant.
readonly bare='Limits|Session|Log|Topic|Place|Endpoint|Context|Options|Shared|Environment|Routes|Desk|Chore'\
'|Standards|Admission|Guest|Spot|Peer|Exchange|Board|News|Turn|Offers|Heard|Ledger|Workshop'

code_files() {
  find base contract edge services proto deploy tests .ci dev -type f \( -name '*.cc' -o -name '*.h' -o -name '*.proto' \
    -o -name '*.mjs' -o -name '*.sh' -o -name '*.bazel' -o -name '*.bzl' -o -name dev -o -path '.ci/*' \) \
    ! -path "tests/architecture/words_are_plain.sh" ! -path '*/node_modules/*' -print0
}

# Of the records, the table of renamed names and what a test writes are left out.
documents() {
  find . -maxdepth 1 -name '*.md' -print0
  find docs -name '*.md' ! -name renamed.md -print0
}

complain_about_sentences() {
  # shellcheck disable=SC2016  # A program of awk.
  xargs -0 awk -v table="$(words)" '
    BEGIN {
      count = split(table, rows, "\n")
      for (i = 1; i <= count; ++i) {
        split(rows[i], row, "\t")
        pattern[i] = "(^|[^a-z_])(" row[1] ")([^a-z_]|$)"
        if (row[1] ~ /\)\]$|:\)\]/) pattern[i] = "(^|[^a-z_])(" row[1] ")"
        advice[i] = row[2]
      }
      opening = "^(What|Whatever|Who|Whoever|Whom|Whose|Where|Wherever|Whether|How|That which|One that|Those (that|who|of))[ ,]"
    }

    # The same text with words that are quoted made unreadable.
    function plain(text,    marks, i, at) {
      split("` \"", marks, " ")
      for (i = 1; i <= 2; ++i)
        while (match(text, marks[i] "[^" marks[i] "]+" marks[i])) {
          at = substr(text, RSTART, RLENGTH)
          gsub(/./, "_", at)
          text = substr(text, 1, RSTART - 1) at substr(text, RSTART + RLENGTH)
        }
      return text
    }

    function line_at(offset,    i) {
      for (i = lines; i > 1 && begins[i] > offset; --i) {}
      return numbers[i]
    }

    function complain(offset, found, say) {
      gsub(/^[^A-Za-z]+|[^A-Za-z]+$/, "", found)
      printf "%s:%d: \"%s\": %s\n", file, line_at(offset), found, say
    }

    function check_openings(    rest, at, next_at) {
      for (at = 1; at <= length(text); at += next_at + 1) {
        rest = substr(text, at)
        if (match(rest, opening))
          complain(at, substr(rest, 1, RLENGTH), "begin with the thing that acts (\"True if …\" for a flag)")
        if (!match(rest, /[.!?][)]* (- )?/)) return
        next_at = RSTART + RLENGTH - 2
      }
    }

    function check_words(    lower, i, at, rest) {
      lower = tolower(text)
      for (i = 1; i <= count; ++i) {
        at = 0
        rest = lower
        while (match(rest, pattern[i])) {
          complain(at + RSTART + 1, substr(rest, RSTART, RLENGTH), advice[i])
          at += RSTART + RLENGTH - 1
          rest = substr(rest, RSTART + RLENGTH)
        }
      }
    }

    function finish() {
      if (lines > 0) {
        text = plain(text)
        if (!is_row) check_openings()
        check_words()
      }
      lines = 0
      text = ""
      is_row = 0
    }

    function take(words) {
      ++lines
      numbers[lines] = FNR
      begins[lines] = length(text) + 1
      text = text words " "
      file = FILENAME
    }

    function take_document() {
      if (/^```/) is_code = !is_code
      if (is_code || /^#/ || /^```/ || /^[ \t]*$/) return finish()
      if (/^[ \t]*(-|[0-9]+\.) /) {
        finish()
        sub(/^[ \t]*(-|[0-9]+\.) /, "")
      }
      if (/^\|/) {
        finish()
        is_row = 1
      }
      take($0)
      if (is_row) finish()
    }

    # Help texts, error texts and the other strings of the programs. Adjacent literals are one text. The
    # phrases of speech are no words of ours.
    function take_strings(code,    literal, joined) {
      if (FILENAME ~ /_(test|fuzz|bench|fixture)\.|\/models\/rules\/|^tests\//) return finish()
      joined = ends_in_literal && code ~ /^[ \t]*"/
      if (!joined) finish()
      ends_in_literal = 0
      while (match(code, /"([^"\\]|\\.)*"/)) {
        literal = substr(code, RSTART + 1, RLENGTH - 2)
        code = substr(code, RSTART + RLENGTH)
        if (!joined) finish()
        joined = 0
        gsub(/^ +| +$/, "", literal)
        take(literal)
        ends_in_literal = code ~ /^[ \t]*$/
      }
    }

    # The name of a test of GoogleTest, word by word.
    function take_test_name(    name) {
      name = $0
      if (!sub(/^[A-Z_]+\([A-Za-z0-9]+, /, "", name)) return
      sub(/\).*/, "", name)
      gsub(/[A-Z]/, " &", name)
      sub(/^ /, "", name)
      finish()
      take(name)
      finish()
    }

    # The title of a test or of a group of tests.
    function take_title(    title) {
      if (!match($0, /(test|describe)\(["`]/)) return
      title = substr($0, RSTART + RLENGTH)
      sub(/["`],? .*/, "", title)
      finish()
      take(toupper(substr(title, 1, 1)) substr(title, 2))
      finish()
    }

    function take_code(mark,    start, words) {
      start = (mark == "//") ? "^[ \t]*//+ ?" : "^[ \t]*#+ ?"
      if (match($0, start) && !(mark == "#" && FNR == 1)) {
        words = substr($0, RLENGTH + 1)
        if (words == "" || words ~ /^(shellcheck|clang-format|NOLINT)/) return finish()
        return take(words)
      }
      if (FILENAME ~ /\.(cc|h)$/) take_strings($0)
      else finish()
      if (/^TEST/) take_test_name()
      if (FILENAME ~ /\.mjs$/) take_title()
      if (match($0, (mark == "//") ? "[;{},)] +// " : "[^ \"] +# ") && (mark == "//" || $0 !~ /["\047].*# /)) {
        take(substr($0, RSTART + RLENGTH))
        finish()
      }
    }

    FNR == 1 { finish(); is_code = 0 }
    FILENAME ~ /\.md$/ { take_document(); next }
    FILENAME ~ /\.(cc|h|proto|mjs)$/ { take_code("//"); next }
    { take_code("#") }
    END { finish() }'
}

complain_about_names() {
  # shellcheck disable=SC2016  # A program of awk.
  xargs -0 awk -v table="$(names)" -v bare="$bare" '
    BEGIN {
      count = split(table, rows, "\n")
      for (i = 1; i <= count; ++i) {
        split(rows[i], row, "\t")
        today[row[1]] = row[2]
      }
    }
    FILENAME ~ /\.(cc|h)$/ && match($0, "^(class|struct) (" bare ") *[{:f]") {
      printf "%s:%d: \"%s\": say which one in the name\n", FILENAME, FNR, $2
    }
    {
      rest = $0
      while (match(rest, /[A-Za-z_][A-Za-z0-9_]*/)) {
        name = substr(rest, RSTART, RLENGTH)
        if (name in today) printf "%s:%d: \"%s\": today it is %s\n", FILENAME, FNR, name, today[name]
        rest = substr(rest, RSTART + RLENGTH)
      }
    }'
}

complaints() {
  { code_files && documents; } | complain_about_sentences
  code_files | complain_about_names
}

plant_tree() {
  mkdir -p base contract edge services proto deploy tests .ci docs
  touch dev
  cat >base/a.h <<'TEXT'
// What callers must know. BAD
// The hub drops the event. It says "nobody" and `anew`.
class Session { BAD
  int a = 0;  // Whether it runs. BAD
  // The client
  // comes back later. BAD
  // The caller is over the limit. The house is over 10.
  // The session is over. BAD
  Housekeeper keeper; BAD
};
TEXT
  cat >base/a.cc <<'TEXT'
ABSL_FLAG(int, a, 1, "How long it waits"); BAD
ABSL_FLAG(int, b, 1, "Time to wait. The text of b"
                     " is not over. BAD is"
                     " away for long.");
Metric metric("a_total", "Messages that nobody reads"); BAD
const char kName[] = "the reason \"nobody\"";
TEXT
  cat >base/a_test.cc <<'TEXT'
TEST(A, WhatItDoes) { BAD
TEST(A, ReadsAFile) {
TEST_F(A, AFileIsGoneAndComesBack) { BAD BAD
  Check("nobody");
TEXT
  cat >tests/a.test.mjs <<'TEXT'
test("what it does", () => { BAD
  test(`is told: ${name}`, () => { BAD
  test("reads a file", () => {
  check("nobody");
TEXT
  cat >deploy/a.sh <<'TEXT'
#!/usr/bin/env bash
# The script stops. Who calls it must wait. BAD
echo "# nobody"
TEXT
  cat >docs/a.md <<'TEXT'
# What this is

A client
that nobody knows is told so. BAD BAD

- How it works. BAD
- It works.

| a | nobody | BAD
|---|---|

```
nobody
```
TEXT
}

check_tree complaints plant_tree "$@"
