#include "services/agent/storage/keep_transcripts.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/outbox/queue_all.h"
#include "base/pg/array_param.h"
#include "base/pg/row_reader.h"
#include "base/pg/write_together.h"
#include "base/time/clock.h"
#include "services/agent/storage/session_event_item.h"
#include "services/agent/storage/transcript_row.h"

namespace lossy::agent {
namespace {

using base::pg::ArrayOf;
using base::pg::Param;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

// All transactions lock sessions in one order. The time of the last activity is that of the last
// second, because another value of it costs a row and its index entries.
constexpr char kLockSessions[] = R"sql(
    WITH locked AS MATERIALIZED (
      SELECT l.place, l.is_stale FROM (
        SELECT user_id, id FROM unnest($1::text[], $2::uuid[]) AS k (user_id, id) ORDER BY 1, 2) AS k
      CROSS JOIN LATERAL (
        SELECT s.ctid AS place,
               s.last_active_at NOT BETWEEN now() - interval '1 second' AND now() AS is_stale
        FROM sessions AS s WHERE s.user_id = k.user_id AND s.id = k.id FOR UPDATE) AS l)
    UPDATE sessions SET last_active_at = now() FROM locked
    WHERE sessions.ctid = locked.place AND locked.is_stale)sql";

// Subqueries with a limit rather than joins: the planner has one way to run them. Their order
// leaves it one index. After the database's clock was set back, earlier words lie in the future.
constexpr char kLook[] = R"sql(
    SELECT CASE WHEN k.key <> '' THEN (
        SELECT 1 FROM transcripts AS t
        WHERE t.user_id = k.user_id AND t.session_id = k.session_id
          AND t.client_request_id = k.key LIMIT 1)
      ELSE (
        SELECT 1 FROM transcripts AS t
        WHERE t.user_id = k.user_id AND t.session_id = k.session_id AND t.text = k.text
          AND t.duration_seconds IS NOT DISTINCT FROM k.duration
          AND t.inserted_at > now() - $6::double precision * interval '1 second'
          AND t.inserted_at < now() + $6::double precision * interval '1 second'
        ORDER BY t.inserted_at LIMIT 1)
      END IS NOT NULL,
      coalesce((SELECT greatest(s.bytes, 0) FROM stored AS s WHERE s.user_id = k.user_id), 0),
      coalesce((SELECT greatest(s.transcripts, 0) FROM stored AS s WHERE s.user_id = k.user_id), 0),
      (SELECT w.seq FROM transcripts AS w
       WHERE w.user_id = k.user_id AND w.session_id = k.session_id
         AND (w.status = 'recorded' OR (w.status = 'pending' AND w.refused_at IS NULL))
       ORDER BY w.seq LIMIT 1) IS NOT NULL
    FROM unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::double precision[])
      WITH ORDINALITY AS k (user_id, session_id, key, text, duration, nr)
    ORDER BY k.nr)sql";

// True if the words are a repeat of the others, which one transaction stores too.
bool Repeats(const Transcript& words, const Transcript& others) {
  if (words.user_id != others.user_id || words.session_id != others.session_id) return false;
  if (words.client_request_id != others.client_request_id) return false;
  return !words.client_request_id.empty() ||
         (words.text == others.text && words.duration_seconds == others.duration_seconds);
}

// One attempt to store some of the words in one transaction.
class Attempt {
 public:
  Attempt(absl::Span<const WordsToKeep* const> words, absl::Span<const std::size_t> items,
          Transaction& transaction)
      : transaction_(transaction) {
    for (const std::size_t item : items) words_.push_back(words[item]);
  }

  absl::Status LockSessions() {
    return transaction_
        .Query(
            kLockSessions,
            {ArrayOf(words_, [](const WordsToKeep* w) { return Param(w->transcript.user_id); }),
             ArrayOf(words_, [](const WordsToKeep* w) { return Param(w->transcript.session_id); })})
        .status();
  }

  absl::StatusOr<Rows> Look(absl::Duration repeat_window) {
    const auto of_each = [this](auto member) {
      return ArrayOf(words_,
                     [member](const WordsToKeep* w) { return Param(w->transcript.*member); });
    };
    return transaction_.Query(
        kLook, {of_each(&Transcript::user_id), of_each(&Transcript::session_id),
                of_each(&Transcript::client_request_id), of_each(&Transcript::text),
                of_each(&Transcript::duration_seconds), absl::ToDoubleSeconds(repeat_window)});
  }

  // Returns true if earlier words of this attempt are the same.
  bool RepeatsEarlier(std::size_t number) const {
    for (std::size_t i = 0; i < number; ++i) {
      if (Repeats(words_[number]->transcript, words_[i]->transcript)) return true;
    }
    return false;
  }

  // Returns true if this attempt has earlier words of the same session.
  bool FollowsEarlier(std::size_t number) const {
    for (std::size_t i = 0; i < number; ++i) {
      if (words_[i]->transcript.session_id == words_[number]->transcript.session_id) return true;
    }
    return false;
  }

  const WordsToKeep& operator[](std::size_t i) const { return *words_[i]; }
  std::size_t size() const { return words_.size(); }

 private:
  Transaction& transaction_;
  std::vector<const WordsToKeep*> words_;
};

// Words to insert, and the length of their lease.
struct Row {
  const Transcript& transcript;
  absl::Duration lease;
};

// Inserts the transcripts in their order, with their events. Returns the time of the transaction.
absl::StatusOr<absl::Time> Insert(Transaction& transaction, const std::vector<Row>& rows) {
  constexpr int kItemParams = 8;
  static const std::string kSql = absl::StrCat(
      "WITH added AS (INSERT INTO transcripts (", TranscriptColumns().Written(),
      ", attempts, leased_until) SELECT ", TranscriptColumns().Written(),
      ", CASE WHEN lease > 0 THEN 1 ELSE 0 END, CASE WHEN lease > 0 "
      "THEN now() + lease * interval '1 second' ELSE '-infinity' END FROM unnest($",
      kItemParams + 1, "::double precision[], ", TranscriptArrays(kItemParams + 2),
      ") AS n (lease, ", TranscriptColumns().Written(), ")), queued AS (INSERT INTO ",
      base::kOutboxColumns, " ", base::kUnnestedItems, base::kItemOrder, ") SELECT micros(now())");
  std::vector<base::Outgoing> items;
  std::vector<std::vector<Param>> values;
  for (const Row& row : rows) {
    items.push_back(SessionEventItem(row.transcript, TranscriptReady(row.transcript)));
    items.back().trace = row.transcript.trace;
    values.push_back({absl::ToDoubleSeconds(row.lease)});
    TranscriptColumns().Bind(row.transcript, &values.back());
  }
  std::vector<Param> params = base::ItemArrays(items);
  for (Param& column : base::pg::ArraysOf(std::move(values))) params.push_back(std::move(column));
  transaction.NotifyOnCommit(base::kPublish);
  const absl::StatusOr<Rows> inserted = transaction.Query(kSql, params);
  if (!inserted.ok()) return inserted.status();
  return inserted->Time(0, 0);
}

// Returns the words as a claim would return them that was made at `now` by the database's clock.
Transcript AsClaimed(const Transcript& words, absl::Time now) {
  Transcript claimed = words;
  claimed.attempts = 1;
  claimed.heard_at = now;
  claimed.spoken = base::SteadyNow();
  claimed.transcribed = claimed.spoken;
  return claimed;
}

absl::Status Keep(Attempt& attempt, absl::Span<const std::size_t> items, Transaction& transaction,
                  absl::Duration repeat_window, const StorageLimits& limits,
                  std::vector<KeptWords>& kept, std::vector<std::size_t>& rejected) {
  if (absl::Status locked = attempt.LockSessions(); !locked.ok()) return locked;
  const absl::StatusOr<Rows> found = attempt.Look(repeat_window);
  if (!found.ok()) return found.status();
  std::vector<Row> rows;
  std::vector<std::size_t> leased;
  absl::Status problem;
  for (std::size_t i = 0; i < attempt.size(); ++i) {
    RowReader reader(*found, static_cast<int>(i));
    kept[items[i]] = {.is_new = !reader.Next<bool>() && !attempt.RepeatsEarlier(i),
                      .claimed = {},
                      .follows = false};
    if (!kept[items[i]].is_new) continue;
    StoredUse use;
    use.bytes = reader.Next<std::int64_t>();
    use.transcripts = reader.Next<std::int64_t>();
    const bool follows = reader.Next<bool>() || attempt.FollowsEarlier(i);
    kept[items[i]].follows = follows;
    const Transcript& words = attempt[i].transcript;
    const absl::Status fits = CheckWords(use, limits, words.text.size() + words.frame.size());
    if (!fits.ok()) {
      rejected.push_back(items[i]);
      problem = fits;
      continue;
    }
    rows.push_back(
        {.transcript = words, .lease = follows ? absl::ZeroDuration() : attempt[i].lease});
    if (rows.back().lease > absl::ZeroDuration()) leased.push_back(i);
  }
  if (!problem.ok() || rows.empty()) return problem;
  const absl::StatusOr<absl::Time> now = Insert(transaction, rows);
  if (!now.ok()) return now.status();
  for (const std::size_t i : leased)
    kept[items[i]].claimed = AsClaimed(attempt[i].transcript, *now);
  return absl::OkStatus();
}

}  // namespace

std::vector<absl::optional<absl::StatusOr<KeptWords>>> KeepTranscripts(
    base::pg::Pool& pool, absl::Span<const WordsToKeep* const> words, absl::Duration repeat_window,
    const StorageLimits& limits) {
  std::vector<KeptWords> kept(words.size());
  const std::vector<absl::optional<absl::Status>> statuses = base::pg::WriteTogether(
      pool, words.size(),
      [&](Transaction& transaction, absl::Span<const std::size_t> items,
          std::vector<std::size_t>& rejected) {
        Attempt attempt(words, items, transaction);
        return Keep(attempt, items, transaction, repeat_window, limits, kept, rejected);
      });
  return base::pg::ResultsOf<KeptWords>(statuses, kept);
}

}  // namespace lossy::agent
