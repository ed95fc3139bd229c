#include "services/notifications/log/log_server.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/types/optional.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "base/pg/row_reader.h"
#include "services/notifications/log/log_sql.h"
#include "services/notifications/log/log_values.h"

namespace lossy::notifications {
namespace {

using base::pg::Param;
using base::pg::Queries;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

// The number of positions to remember. Appends run in parallel, so the last answer need not be the
// newest position of the log.
constexpr std::size_t kRemembered = 16;

// Within one run of a server, only a statement changes what the row says, and then xmin changes.
constexpr char kState[] = "SELECT era, server_run(), xmin::text::bigint FROM server";
// server_identity reads a file of the server, so Recheck alone calls it.
constexpr char kServer[] =
    "SELECT era, server_run(), xmin::text::bigint, identity = server_identity(), place, "
    "coalesce(places, 1), coalesce(first_topics, '') FROM server";

// Waits for other transactions that claim. The condition of every topic lets no plan read the whole
// table.
constexpr char kPlacement[] =
    "SELECT place, coalesce(places, 1), coalesce(first_topics, ''), "
    "EXISTS (SELECT FROM topics WHERE topic >= ''), "
    "coalesce((SELECT t.topic FROM topics t WHERE t.topic = ANY ($1::text[]) AND t.head > t.gone "
    "LIMIT 1), '') FROM server FOR UPDATE OF server";

// The new era begins after each era that another database of the list may have had, so that no
// remembered position of a topic that moved contradicts the log.
constexpr char kClaim[] =
    "UPDATE server SET place = $1::int, places = $2::int, first_topics = nullif($3, ''), "
    "era = greatest(era + 1, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint)";

// The separator is no part of a topic's name in a flag.
std::string Joined(const std::vector<std::string>& topics) { return absl::StrJoin(topics, ","); }

// Reads place, places and first_topics. Nullopt: the operator cleared the place.
absl::optional<LogPlacement> ReadPlacement(RowReader& reader) {
  const auto place = reader.Next<absl::optional<int>>();
  const int places = reader.Next<int>();
  const auto topics = reader.Next<std::string>();
  if (!place.has_value()) return absl::nullopt;
  return LogPlacement{.place = *place,
                      .places = places,
                      .first_topics = absl::StrSplit(topics, ',', absl::SkipEmpty())};
}

std::string Described(const LogPlacement& placement) {
  return absl::StrCat("database ", placement.place, " of ", placement.places,
                      placement.first_topics.empty() ? "" : " with --lasting_topics=",
                      Joined(placement.first_topics));
}

absl::Status OtherPlacement(const LogPlacement& own, const absl::optional<LogPlacement>& stored) {
  return absl::FailedPreconditionError(absl::StrCat(
      "the list of --database_url makes this database ", Described(own),
      ", but it has stored that it ",
      stored ? absl::StrCat("is ", Described(*stored)) : "has no place",
      ". All replicas of notifications must have the same list in the same order. If the list "
      "shall "
      "change: stop all replicas, run UPDATE notifications.server SET place = NULL in each "
      "database, and start the replicas with the new list (docs/database.md)"));
}

absl::Status LastingTopicElsewhere(const LogPlacement& own, absl::string_view topic) {
  return absl::FailedPreconditionError(absl::StrCat(
      "the list of --database_url makes this database ", Described(own),
      ", but it has the events of ", topic,
      ", which must not be lost. It must be the first of the list (docs/database.md)"));
}

LogServer::State ReadState(RowReader& reader) {
  return {.era = reader.Next<std::int64_t>(),
          .run = reader.Next<std::int64_t>(),
          .version = reader.Next<std::int64_t>()};
}

// Only one transaction at a time may look for a contradiction: the first one that finds it ends the
// epochs.
constexpr char kLockServer[] = "SELECT era FROM server FOR UPDATE";

// $6 is true if the topic must exist in the same epoch, and the server's era cannot have decreased.
const std::string& ContradictedSql() {
  static const std::string sql = absl::StrCat(
      R"sql(
      SELECT coalesce(bool_or(
        CASE WHEN $6::boolean AND g.era > s.era THEN true
        WHEN t.topic IS NULL OR t.epoch <> g.epoch THEN $6::boolean
        ELSE t.head < g."offset" OR (g.run <> 0 AND coalesce()sql",
      RunAt("g.\"offset\""), R"sql( <> g.run, false)) END), false)
      FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[])
        AS g(topic, epoch, "offset", run, era)
      CROSS JOIN server s LEFT JOIN topics t ON t.topic = g.topic
      WHERE ($6::boolean AND g.era > s.era) OR ((g.era = s.era OR NOT $6::boolean) AND
        (t.topic IS NULL OR t.era = s.era)))sql");
  return sql;
}

// Begins an era that no history of this log had, lost ones included. Otherwise a memory of a lost
// history would contradict the log a second time. `beyond` is the newest known era.
absl::Status EndAll(Transaction& transaction, absl::string_view reason, std::int64_t beyond = 0) {
  base::Log(base::LogLevel::kWarning, "epochs_ended", {{"reason", reason}});
  return transaction
      .Query(
          "UPDATE server SET era = greatest(era + 1, $1::bigint + 1, "
          "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint)",
          {beyond})
      .status();
}

std::int64_t NewestEra(const std::vector<LogServer::Known>& all) {
  std::int64_t newest = 0;
  for (const LogServer::Known& each : all) newest = std::max(newest, each.era);
  return newest;
}

absl::StatusOr<bool> Contradicted(Transaction& transaction,
                                  const std::vector<LogServer::Known>& all, bool must_be_there) {
  std::vector<absl::string_view> topics, epochs;
  std::vector<std::int64_t> offsets, runs, eras;
  for (const LogServer::Known& each : all) {
    topics.push_back(each.topic);
    epochs.push_back(each.position.epoch());
    offsets.push_back(each.position.offset());
    runs.push_back(each.position.run());
    eras.push_back(each.era);
  }
  const absl::StatusOr<Rows> rows = transaction.Query(
      ContradictedSql(), {Param::Texts(topics), Param::Texts(epochs), Param::Ints(offsets),
                          Param::Ints(runs), Param::Ints(eras), must_be_there});
  if (!rows.ok()) return rows.status();
  return rows->Bool(0, 0);
}

absl::Status EndIfContradicted(Transaction& transaction, const std::vector<LogServer::Known>& known,
                               bool must_be_there) {
  if (known.empty()) return absl::OkStatus();
  if (absl::Status locked = transaction.Query(kLockServer).status(); !locked.ok()) return locked;
  const absl::StatusOr<bool> contradicted = Contradicted(transaction, known, must_be_there);
  if (!contradicted.ok()) return contradicted.status();
  if (!*contradicted) return absl::OkStatus();
  return EndAll(transaction, "the log went back", NewestEra(known));
}

}  // namespace

absl::StatusOr<LogServer::State> LogServer::Check(Queries& queries) const {
  const absl::StatusOr<Rows> rows = queries.Query(kState);
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return LogIsRestored();
  RowReader reader(*rows, 0);
  const State state = ReadState(reader);
  base::MutexLock lock(mutex_);
  if (state.run == checked_.run && state.version == checked_.version) return state;
  return ServerChanged();
}

LogServer::State LogServer::checked() const {
  base::MutexLock lock(mutex_);
  return checked_;
}

absl::Status LogServer::Claim(base::pg::Pool& pool) {
  const absl::Status status = pool.Transaction([&](Transaction& transaction) {
    const std::vector<absl::string_view> first(placement_.first_topics.begin(),
                                               placement_.first_topics.end());
    const absl::StatusOr<Rows> rows = transaction.Query(kPlacement, {Param::Texts(first)});
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return LogIsRestored();
    RowReader reader(*rows, 0);
    const absl::optional<LogPlacement> stored = ReadPlacement(reader);
    const bool has_topics = reader.Next<bool>();
    const auto lasting = reader.Next<std::string>();
    if (stored == placement_) return absl::OkStatus();
    if (stored.has_value() && has_topics) return OtherPlacement(placement_, stored);
    if (placement_.place > 1 && !lasting.empty()) return LastingTopicElsewhere(placement_, lasting);
    base::Log(base::LogLevel::kWarning, "database_placed",
              {{"place", placement_.place}, {"places", placement_.places}});
    return transaction
        .Query(kClaim, {placement_.place, placement_.places, Joined(placement_.first_topics)})
        .status();
  });
  if (status.ok() || absl::IsFailedPrecondition(status)) SetPlacementProblem(status);
  return status;
}

absl::Status LogServer::CheckPlacement() const {
  base::MutexLock lock(mutex_);
  return placement_problem_;
}

void LogServer::SetPlacementProblem(const absl::Status& problem) {
  base::MutexLock lock(mutex_);
  placement_problem_ = problem;
}

absl::Status LogServer::Recheck(base::pg::Pool& pool) {
  std::vector<Known> known;
  State checked, state;
  {
    base::MutexLock lock(mutex_);
    known = known_;
    checked = checked_;
  }
  const absl::Status status = pool.Transaction([&](Transaction& transaction) {
    const absl::StatusOr<Rows> rows = transaction.Query(kServer);
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return LogIsRestored();
    RowReader reader(*rows, 0);
    state = ReadState(reader);
    const bool same = reader.Next<bool>();
    const absl::optional<LogPlacement> stored = ReadPlacement(reader);
    if (stored != placement_) {
      SetPlacementProblem(OtherPlacement(placement_, stored));
      return base::Unavailable("the topics were spread over other databases");
    }
    if (same) {
      // No restore is possible within one run.
      if (state.run == checked.run) return absl::OkStatus();
      return EndIfContradicted(transaction, known, /*must_be_there=*/true);
    }
    const absl::StatusOr<Rows> moved = transaction.Query(
        "UPDATE server SET identity = server_identity() WHERE identity <> server_identity() "
        "RETURNING identity");
    if (!moved.ok() || moved->empty()) return moved.status();
    return EndAll(transaction, "another server or timeline", NewestEra(known));
  });
  if (!status.ok()) return status;
  base::MutexLock lock(mutex_);
  placement_problem_ = absl::OkStatus();
  checked_ = state;
  return absl::OkStatus();
}

void LogServer::Remember(absl::string_view topic, const v1::Position& position, std::int64_t era) {
  base::MutexLock lock(mutex_);
  known_.erase(std::remove_if(known_.begin(), known_.end(),
                              [&](const Known& each) { return each.topic == topic; }),
               known_.end());
  if (known_.size() >= kRemembered) known_.erase(known_.begin());
  known_.push_back({.topic = std::string(topic), .position = position, .era = era});
}

std::vector<LogServer::Known> LogServer::Remembered() const {
  base::MutexLock lock(mutex_);
  return known_;
}

void LogServer::Forget(absl::Span<const absl::string_view> topics) {
  base::MutexLock lock(mutex_);
  known_.erase(
      std::remove_if(known_.begin(), known_.end(),
                     [&](const Known& each) { return absl::c_linear_search(topics, each.topic); }),
      known_.end());
}

absl::Status EndIfRolledBack(base::pg::Pool& pool, const LogServer::Known& known) {
  return pool.Transaction([&](Transaction& transaction) {
    return EndIfContradicted(transaction, {known}, /*must_be_there=*/false);
  });
}

absl::Status EndAllEpochs(base::pg::Pool& pool, absl::string_view reason) {
  return pool.Transaction([&](Transaction& transaction) { return EndAll(transaction, reason); });
}

}  // namespace lossy::notifications
