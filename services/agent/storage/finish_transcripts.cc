#include "services/agent/storage/finish_transcripts.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/outbox/queue_all.h"
#include "base/pg/array_param.h"
#include "base/pg/row_reader.h"
#include "services/agent/storage/session_event_item.h"
#include "services/agent/storage/transcript_row.h"

namespace lossy::agent {
namespace {

using base::pg::ArrayOf;
using base::pg::Param;

// The parameters $1 to $8 are the events, and $9 has the transcript of each. The statement finds a
// transcript by a subquery and its place (ctid), because the planner has one way to run these,
// whatever the size of the table was when it planned (docs/adr/0029). The order of the users is
// that in which other transactions lock their turns.
constexpr char kFinish[] = R"sql(
    WITH given AS MATERIALIZED (
      SELECT g.*, (SELECT t.ctid FROM transcripts AS t
                   WHERE t.user_id = g.user_id AND t.id = g.id) AS place
      FROM unnest($10::text[], $11::uuid[], $12::text[], $13::text[], $14::uuid[],
                  $15::bigint[], $16::text[], $17::uuid[], $18::double precision[])
        AS g (user_id, id, was, progress, note_id, revision, reason, session_id, lease)
      ORDER BY g.user_id, g.id),
    finished AS (
      UPDATE transcripts AS t SET
        status = g.progress, note_id = coalesce(g.note_id, t.note_id),
        note_revision = greatest(t.note_revision, g.revision), attempts = 0,
        leased_until = '-infinity', frame = NULL, outcome_reason = g.reason
      FROM given AS g WHERE t.ctid = g.place AND t.status || '' = g.was
      RETURNING t.id),
    queued AS (
      INSERT INTO )sql";
constexpr char kOfFinished[] = " WHERE ($9::uuid[])[i.nr] IN (SELECT id FROM finished)";

// The first words of each session beside the finished ones, if a claim would return them. Words
// that another transaction holds are left to a claim.
constexpr char kNext[] = R"sql(),
    following AS MATERIALIZED (
      SELECT g.id AS after, g.lease, (
        SELECT first.place FROM (
          SELECT w.ctid AS place, w.status, w.leased_until FROM transcripts AS w
          WHERE w.user_id = g.user_id AND w.session_id = g.session_id AND w.id <> g.id
            AND (w.status = 'recorded' OR (w.status = 'pending' AND w.refused_at IS NULL))
          ORDER BY w.seq LIMIT 1) AS first
        WHERE first.status = 'pending' AND first.leased_until < statement_timestamp()) AS place
      FROM given AS g WHERE g.lease > 0 AND g.id IN (SELECT id FROM finished)),
    picked AS MATERIALIZED (
      SELECT t.ctid AS place FROM transcripts AS t
      WHERE t.ctid = ANY (ARRAY (SELECT place FROM following WHERE place IS NOT NULL))
        AND t.status || '' = 'pending' AND t.leased_until < statement_timestamp()
      FOR UPDATE SKIP LOCKED),
    claimed AS (
      UPDATE transcripts SET attempts = attempts + 1,
        leased_until = now() + f.lease * interval '1 second'
      FROM picked AS p JOIN following AS f ON f.place = p.place
      WHERE transcripts.ctid = p.place
      RETURNING f.after, COLUMNS)
    SELECT finished.id, claimed.* FROM finished LEFT JOIN claimed ON claimed.after = finished.id)sql";

// Returns the reason in the events for which an utterance became no note; NULL if it became one.
Param OutcomeReason(const FinishedTranscript& finished) {
  const bool failed = finished.progress == Progress::kFailed;
  if (!failed && finished.progress != Progress::kSkipped) return absl::nullopt;
  for (const v1::SessionEvent& event : finished.events) {
    if (event.agent_event().has_reason()) return event.agent_event().reason();
  }
  return failed ? Param("failed") : Param(absl::nullopt);
}

// Returns the ids of the finished transcripts, and gives each the words that follow it.
std::set<std::string> ReadFinished(const base::pg::Rows& rows,
                                   absl::Span<const FinishedTranscript* const> finished) {
  constexpr int kAfter = 1;
  std::set<std::string> ids;
  std::map<absl::string_view, int> followed;
  for (int row = 0; row < rows.size(); ++row) {
    ids.emplace(rows.Text(row, 0));
    if (!rows.IsNull(row, kAfter)) followed.emplace(rows.Text(row, kAfter), row);
  }
  for (const FinishedTranscript* one : finished) {
    const auto found = followed.find(one->transcript.id);
    if (found == followed.end()) continue;
    base::pg::RowReader reader(rows, found->second);
    reader.Next<std::string>();
    reader.Next<std::string>();
    one->transcript.next->claimed = TranscriptColumns().Read(reader);
  }
  return ids;
}

}  // namespace

absl::StatusOr<std::set<std::string>> FinishTranscripts(
    base::pg::Queries& queries, absl::Span<const FinishedTranscript* const> finished) {
  static const std::string kSql = absl::StrCat(
      kFinish, base::kOutboxColumns, " ", base::kUnnestedItems, kOfFinished, base::kItemOrder,
      absl::StrReplaceAll(kNext, {{"COLUMNS", TranscriptColumns().Selected()}}));
  std::vector<base::Outgoing> items;
  std::vector<Param> owners;
  for (const FinishedTranscript* one : finished) {
    for (const v1::SessionEvent& event : one->events) {
      items.push_back(SessionEventItem(one->transcript, event, one->transcript.heard_at));
      items.back().trace = one->trace;
      owners.emplace_back(one->transcript.id);
    }
  }
  using Finished = FinishedTranscript;
  std::vector<Param> params = base::ItemArrays(items);
  params.push_back(ArrayOf(owners));
  params.push_back(
      ArrayOf(finished, [](const Finished* f) { return Param(f->transcript.user_id); }));
  params.push_back(ArrayOf(finished, [](const Finished* f) { return Param(f->transcript.id); }));
  params.push_back(
      ArrayOf(finished, [](const Finished* f) { return Param(ToString(f->transcript.progress)); }));
  params.push_back(
      ArrayOf(finished, [](const Finished* f) { return Param(ToString(f->progress)); }));
  params.push_back(ArrayOf(finished, [](const Finished* f) {
    return f->note ? Param(f->note->id()) : Param(absl::nullopt);
  }));
  params.push_back(ArrayOf(finished, [](const Finished* f) {
    return Param(f->note ? static_cast<std::int64_t>(f->note->revision()) : std::int64_t{0});
  }));
  params.push_back(ArrayOf(finished, [](const Finished* f) { return OutcomeReason(*f); }));
  params.push_back(
      ArrayOf(finished, [](const Finished* f) { return Param(f->transcript.session_id); }));
  params.push_back(ArrayOf(finished, [](const Finished* f) {
    const NextWords* const next = f->transcript.next;
    return Param(next == nullptr ? 0 : absl::ToDoubleSeconds(next->lease));
  }));
  const absl::StatusOr<base::pg::Rows> rows = queries.Query(kSql, params);
  if (!rows.ok()) return rows.status();
  return ReadFinished(*rows, finished);
}

// A statement does not see a version of a row that is newer than its snapshot. So the row is locked
// by a statement before.
absl::Status FinishTranscript(base::pg::Pool& pool, const FinishedTranscript& finished) {
  return pool.Transaction([&](base::pg::Transaction& transaction) -> absl::Status {
    transaction.NotifyOnCommit(base::kPublish);
    const absl::Status locked =
        transaction
            .Query("SELECT 1 FROM transcripts WHERE user_id = $1 AND id = $2 FOR UPDATE",
                   {finished.transcript.user_id, finished.transcript.id})
            .status();
    if (!locked.ok()) return locked;
    return FinishTranscripts(transaction, {&finished}).status();
  });
}

}  // namespace lossy::agent
