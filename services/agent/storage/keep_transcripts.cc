#include "services/agent/storage/keep_transcripts.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/outbox/queue_all.h"
#include "base/pg/array_param.h"
#include "base/pg/row_reader.h"
#include "base/pg/write_together.h"
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
      coalesce((SELECT greatest(s.transcripts, 0) FROM stored AS s WHERE s.user_id = k.user_id), 0)
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

// One attempt to store some of the transcripts in one transaction.
class Attempt {
 public:
  Attempt(absl::Span<const Transcript* const> transcripts, absl::Span<const std::size_t> items,
          Transaction& transaction)
      : transaction_(transaction) {
    for (const std::size_t item : items) kept_.push_back(transcripts[item]);
  }

  absl::Status LockSessions() {
    return transaction_
        .Query(kLockSessions,
               {ArrayOf(kept_, [](const Transcript* t) { return Param(t->user_id); }),
                ArrayOf(kept_, [](const Transcript* t) { return Param(t->session_id); })})
        .status();
  }

  absl::StatusOr<Rows> Look(absl::Duration repeat_window) {
    return transaction_.Query(
        kLook, {ArrayOf(kept_, [](const Transcript* t) { return Param(t->user_id); }),
                ArrayOf(kept_, [](const Transcript* t) { return Param(t->session_id); }),
                ArrayOf(kept_, [](const Transcript* t) { return Param(t->client_request_id); }),
                ArrayOf(kept_, [](const Transcript* t) { return Param(t->text); }),
                ArrayOf(kept_, [](const Transcript* t) { return Param(t->duration_seconds); }),
                absl::ToDoubleSeconds(repeat_window)});
  }

  // Returns true if an earlier transcript of this attempt has the same words.
  bool RepeatsEarlier(std::size_t number) const {
    for (std::size_t i = 0; i < number; ++i) {
      if (Repeats(*kept_[number], *kept_[i])) return true;
    }
    return false;
  }

  const Transcript& operator[](std::size_t i) const { return *kept_[i]; }
  std::size_t size() const { return kept_.size(); }

 private:
  Transaction& transaction_;
  std::vector<const Transcript*> kept_;
};

// Inserts the transcripts in their order, with their events.
absl::Status Insert(Transaction& transaction, const std::vector<const Transcript*>& transcripts) {
  constexpr int kItemParams = 8;
  static const std::string kSql =
      absl::StrCat("WITH added AS (INSERT INTO transcripts (", TranscriptColumns().Written(),
                   ") SELECT * FROM unnest(", TranscriptArrays(kItemParams + 1), ")) INSERT INTO ",
                   base::kOutboxColumns, " ", base::kUnnestedItems, base::kItemOrder);
  if (transcripts.empty()) return absl::OkStatus();
  std::vector<base::Outgoing> items;
  std::vector<std::vector<Param>> rows;
  for (const Transcript* transcript : transcripts) {
    items.push_back(SessionEventItem(*transcript, TranscriptReady(*transcript)));
    items.back().trace = transcript->trace;
    TranscriptColumns().Bind(*transcript, &rows.emplace_back());
  }
  std::vector<Param> params = base::ItemArrays(items);
  for (Param& column : base::pg::ArraysOf(std::move(rows))) params.push_back(std::move(column));
  transaction.NotifyOnCommit(base::kPublish);
  return transaction.Query(kSql, params).status();
}

absl::Status Keep(Attempt& attempt, absl::Span<const std::size_t> items, Transaction& transaction,
                  absl::Duration repeat_window, const StorageLimits& limits,
                  std::vector<bool>& is_new, std::vector<std::size_t>& rejected) {
  if (absl::Status locked = attempt.LockSessions(); !locked.ok()) return locked;
  const absl::StatusOr<Rows> found = attempt.Look(repeat_window);
  if (!found.ok()) return found.status();
  std::vector<const Transcript*> added;
  absl::Status problem;
  for (std::size_t i = 0; i < attempt.size(); ++i) {
    RowReader reader(*found, static_cast<int>(i));
    is_new[items[i]] = !reader.Next<bool>() && !attempt.RepeatsEarlier(i);
    if (!is_new[items[i]]) continue;
    StoredUse use;
    use.bytes = reader.Next<std::int64_t>();
    use.transcripts = reader.Next<std::int64_t>();
    const Transcript& words = attempt[i];
    const absl::Status fits = CheckWords(use, limits, words.text.size() + words.frame.size());
    if (fits.ok()) {
      added.push_back(&words);
    } else {
      rejected.push_back(items[i]);
      problem = fits;
    }
  }
  return problem.ok() ? Insert(transaction, added) : problem;
}

}  // namespace

std::vector<absl::optional<absl::StatusOr<bool>>> KeepTranscripts(
    base::pg::Pool& pool, absl::Span<const Transcript* const> transcripts,
    absl::Duration repeat_window, const StorageLimits& limits) {
  std::vector<bool> is_new(transcripts.size());
  const std::vector<absl::optional<absl::Status>> statuses = base::pg::WriteTogether(
      pool, transcripts.size(),
      [&](Transaction& transaction, absl::Span<const std::size_t> items,
          std::vector<std::size_t>& rejected) {
        Attempt attempt(transcripts, items, transaction);
        return Keep(attempt, items, transaction, repeat_window, limits, is_new, rejected);
      });
  return base::pg::ResultsOf<bool>(statuses, is_new);
}

}  // namespace lossy::agent
