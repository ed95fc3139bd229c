#include "services/agent/storage/session_contexts.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/pg/array_param.h"
#include "services/shared/migrations/or_null.h"

namespace lossy::agent {
namespace {

using base::pg::ArrayOf;
using base::pg::Param;
using base::pg::Rows;

// Within a second the time of the last activity stays, because another value of it costs index
// entries.
constexpr char kActive[] =
    "last_active_at = CASE "
    "WHEN last_active_at BETWEEN now() - interval '1 second' AND now() THEN last_active_at "
    "ELSE now() END";
constexpr char kAsynchronous[] =
    " AND (SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL";

}  // namespace

SessionContexts::SessionContexts(base::pg::Pool& pool)
    : pool_(pool), batcher_({.parallel = 1}, [this](absl::Span<const Change* const> changes) {
        return SetTogether(changes);
      }) {}

absl::Status SessionContexts::Set(const std::string& user_id, const std::string& session_id,
                                  const VideoContext& context) {
  const Change change{.user_id = user_id, .session_id = session_id, .context = context};
  const Result result = batcher_.Call(change);
  return result ? *result : SetAlone(change);
}

absl::Status SessionContexts::SetAlone(const Change& change) {
  static const std::string kSql =
      absl::StrCat("UPDATE sessions SET video_id = $3, timestamp_seconds = $4, ", kActive,
                   ", frame = CASE WHEN video_id IS NOT DISTINCT FROM $3::uuid THEN frame END "
                   "WHERE user_id = $1 AND id = $2",
                   kAsynchronous);
  return pool_
      .Query(kSql, {change.user_id, change.session_id, services::OrNull(change.context.video_id),
                    change.context.timestamp_seconds})
      .status();
}

// The statement finds a session by a subquery and its place (ctid), because the planner has one way
// to run these (docs/adr/0029). It misses a session that another transaction changes meanwhile. All
// transactions lock sessions in one order.
std::vector<SessionContexts::Result> SessionContexts::SetTogether(
    absl::Span<const Change* const> changes) {
  static const std::string kSql = absl::StrCat(R"sql(
      WITH given AS MATERIALIZED (
        SELECT g.owner, g.session, g.video, g.position, (
          SELECT s.ctid FROM sessions AS s
          WHERE s.user_id = g.owner AND s.id = g.session) AS place
        FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::double precision[])
          AS g (owner, session, video, position)
        ORDER BY g.owner, g.session)
      UPDATE sessions SET video_id = given.video, timestamp_seconds = given.position, )sql",
                                               kActive, R"sql(,
        frame = CASE WHEN video_id IS NOT DISTINCT FROM given.video THEN frame END
      FROM given WHERE sessions.ctid = given.place)sql",
                                               kAsynchronous, " RETURNING id");
  std::vector<Param> users, sessions, videos, positions;
  for (const Change* change : changes) {
    users.emplace_back(change->user_id);
    sessions.emplace_back(change->session_id);
    videos.emplace_back(services::OrNull(change->context.video_id));
    positions.emplace_back(change->context.timestamp_seconds);
  }
  const absl::StatusOr<Rows> rows =
      pool_.Query(kSql, {ArrayOf(users), ArrayOf(sessions), ArrayOf(videos), ArrayOf(positions)});
  std::vector<Result> results(changes.size());
  if (!rows.ok()) {
    if (absl::IsUnavailable(rows.status())) results.assign(changes.size(), rows.status());
    return results;
  }
  std::set<std::string> changed;
  for (int row = 0; row < rows->size(); ++row) changed.emplace(rows->Text(row, 0));
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (changed.contains(changes[i]->session_id)) results[i] = absl::OkStatus();
  }
  return results;
}

}  // namespace lossy::agent
