#include "services/notifications/log/log_trimmer.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/row_reader.h"
#include "base/time/clock.h"

namespace lossy::notifications {
namespace {

using base::pg::Param;
using base::pg::Rows;
using base::pg::Transaction;

// The number of topics that one transaction trims.
constexpr std::size_t kTrimmedAtOnce = 64;

// The longest pause between two looks at the oldest events.
constexpr absl::Duration kLongestPause = absl::Minutes(1);

// A commit that a crash loses is repeated, so the trimmer need not wait for the disk.
constexpr base::pg::Setting kWithoutFlush[] = {{"synchronous_commit", "off"}};

// Joined with topics t, these are the bounds of each topic's history.
constexpr char kBounds[] = R"sql(
    JOIN (VALUES
      (false, $1::bigint, $2::bigint, $3::float8 * interval '1 second'),
      (true, $4::bigint, $5::bigint, $6::float8 * interval '1 second')
    ) AS b(lasting, events, bytes, age) ON b.lasting = (t.topic = ANY ($7::text[])))sql";

// The topics of kLook: the next ones of the pass, or those of a list.
constexpr char kNextTopics[] =
    "SELECT * FROM topics WHERE topic > $9 ORDER BY topic LIMIT $10::bigint";
constexpr char kListedTopics[] = "SELECT * FROM topics WHERE topic = ANY ($9::text[])";

constexpr char kLook[] = R"sql(
    SELECT t.topic,
      coalesce(oldest.at < now() - b.age, false)
        OR t.head - t.gone > b.events OR (t.bytes > b.bytes AND t.head - t.gone > 1),
      t.head = t.gone AND t.used_at < now() - $8::float8 * interval '1 second',
      coalesce(extract(epoch FROM now() - b.age - oldest.at), 0)
    FROM (%s) t
    %s
    LEFT JOIN LATERAL (
      SELECT e.at FROM events e WHERE e.topic = t.topic ORDER BY e."offset" LIMIT 1) oldest ON true
    ORDER BY t.topic)sql";

// The oldest events of all topics, and the time by which each exceeds its age. The condition on tx
// holds for every event whose transaction is known.
constexpr char kOldest[] = R"sql(
    SELECT topic, extract(epoch FROM now() - at) - $1::float8 FROM events
    WHERE tx >= 0 AND topic <> ALL ($2::text[]) ORDER BY tx LIMIT $3::bigint)sql";

// No topic is locked while events are deleted.
constexpr char kDelete[] = R"sql(
    WITH kept AS (
      SELECT e.topic, e."offset", e.at, t.head, b.events AS most, b.bytes AS most_bytes, b.age,
        sum(e.bytes) OVER (PARTITION BY e.topic ORDER BY e."offset" DESC) AS bytes
      FROM unnest($8::text[]) AS g(topic)
      JOIN topics t ON t.topic = g.topic JOIN events e ON e.topic = g.topic %s),
    beyond AS (
      SELECT topic, max("offset") AS last FROM kept
      WHERE "offset" <= head - most OR (bytes > most_bytes AND "offset" < head)
        OR at < now() - age
      GROUP BY topic),
    deleted AS (
      DELETE FROM events e USING beyond b WHERE e.topic = b.topic AND e."offset" <= b.last
      RETURNING e.topic, e."offset", e.bytes, coalesce(e.run, 0) AS run)
    SELECT topic, max("offset"), sum(bytes), (array_agg(run ORDER BY "offset" DESC))[1]
    FROM deleted GROUP BY topic)sql";

// Locks topics in the same order as appends.
constexpr char kAdvance[] = R"sql(
    UPDATE topics t SET gone = greatest(t.gone, d.gone), bytes = t.bytes - d.bytes,
      gone_run = nullif(d.run, 0), gone_run_at = d.gone
    FROM (
      SELECT g.* FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[])
        AS g(topic, gone, bytes, run)
      JOIN topics x ON x.topic = g.topic ORDER BY x.topic FOR NO KEY UPDATE OF x) d
    WHERE t.topic = d.topic)sql";

constexpr char kForget[] = R"sql(
    DELETE FROM topics WHERE topic IN (
      SELECT topic FROM topics WHERE topic = ANY ($1::text[]) AND head = gone
        AND used_at < now() - $2::float8 * interval '1 second'
      FOR UPDATE SKIP LOCKED))sql";

absl::Status Advance(Transaction& transaction, const Rows& deleted) {
  std::vector<absl::string_view> topics;
  std::vector<std::int64_t> gone, bytes, runs;
  for (int i = 0; i < deleted.size(); ++i) {
    base::pg::RowReader reader(deleted, i);
    topics.push_back(reader.Next<absl::string_view>());
    gone.push_back(reader.Next<std::int64_t>());
    bytes.push_back(reader.Next<std::int64_t>());
    runs.push_back(reader.Next<std::int64_t>());
  }
  return transaction
      .Query(kAdvance,
             {Param::Texts(topics), Param::Ints(gone), Param::Ints(bytes), Param::Ints(runs)})
      .status();
}

std::vector<absl::string_view> Views(absl::Span<const std::string> topics) {
  return {topics.begin(), topics.end()};
}

}  // namespace

absl::StatusOr<base::TaskRun> LogTrimmer::Run(absl::Duration time) {
  const absl::Time end = base::SteadyNow() + time;
  base::TaskRun run;
  do {
    run.more = false;
    for (const auto part :
         {&LogTrimmer::TrimOldest, &LogTrimmer::TrimAppended, &LogTrimmer::TrimPortion}) {
      const absl::StatusOr<bool> more = (this->*part)();
      if (!more.ok()) return more.status();
      run.more = run.more || *more;
    }
  } while (run.more && base::SteadyNow() < end);
  return run;
}

absl::StatusOr<bool> LogTrimmer::TrimOldest() {
  if (base::SteadyNow() < look_at_) return false;
  const absl::StatusOr<Rows> rows =
      pool_.Query(kOldest, {absl::ToDoubleSeconds(options_.history_age),
                            Param::Texts(Views(options_.lasting_topics)), options_.topics_at_once});
  if (!rows.ok()) return rows.status();
  // An event that is appended from now on is not due before.
  absl::Duration pause = std::min(kLongestPause, options_.history_age);
  overdue_oldest_ = absl::ZeroDuration();
  absl::flat_hash_set<std::string> due;
  bool all = true;
  for (int i = 0; all && i < rows->size(); ++i) {
    base::pg::RowReader reader(*rows, i);
    std::string topic = reader.Next<std::string>();
    const absl::Duration overdue = absl::Seconds(reader.Next<double>());
    all = overdue > absl::ZeroDuration();
    if (all) due.insert(std::move(topic));
    if (!all) pause = std::min(pause, -overdue);
    overdue_oldest_ = std::max(overdue_oldest_, overdue);
  }
  const absl::StatusOr<bool> trimmed = Trim({due.begin(), due.end()});
  if (!trimmed.ok()) return trimmed;
  const bool more = *trimmed && all && rows->size() == options_.topics_at_once;
  if (!more) look_at_ = base::SteadyNow() + pause;
  return more;
}

absl::StatusOr<bool> LogTrimmer::TrimAppended() {
  AppendedTopics::Taken taken = appended_.Take();
  // A pass finds the topics that appended_ forgot.
  hurries_ = hurries_ || taken.forgot;
  if (taken.forgot) portion_at_ = absl::InfinitePast();
  absl::c_move(taken.topics, std::back_inserter(left_));
  if (left_.empty()) return false;
  const std::size_t count =
      std::min(left_.size(), static_cast<std::size_t>(options_.topics_at_once));
  const absl::StatusOr<Excess> excess = LookAt(absl::MakeConstSpan(left_).last(count));
  if (!excess.ok()) return excess.status();
  if (absl::Status trimmed = Trim(excess->full).status(); !trimmed.ok()) return trimmed;
  left_.resize(left_.size() - count);
  return !left_.empty();
}

absl::StatusOr<bool> LogTrimmer::TrimPortion() {
  if (base::SteadyNow() < portion_at_) return false;
  const absl::StatusOr<Excess> excess = LookOn();
  if (!excess.ok()) return excess.status();
  absl::Status status = Trim(excess->full).status();
  if (status.ok()) status = Forget(excess->forgotten);
  if (!status.ok()) return status;
  overdue_in_pass_ = std::max(overdue_in_pass_, excess->overdue);
  at_ = excess->seen == options_.topics_at_once ? excess->last : std::string();
  const bool found = !excess->full.empty() || !excess->forgotten.empty();
  const bool more =
      !at_.empty() && (hurries_ || found || options_.pass_pause <= absl::ZeroDuration());
  if (!more) portion_at_ = base::SteadyNow() + options_.pass_pause;
  if (at_.empty()) {
    overdue_ = std::exchange(overdue_in_pass_, absl::ZeroDuration());
    hurries_ = false;
  }
  return more;
}

std::vector<Param> LogTrimmer::Bounds() const {
  return {static_cast<std::int64_t>(options_.history_events),
          static_cast<std::int64_t>(options_.history_bytes),
          absl::ToDoubleSeconds(options_.history_age),
          static_cast<std::int64_t>(options_.lasting_events),
          static_cast<std::int64_t>(options_.lasting_bytes),
          absl::ToDoubleSeconds(options_.lasting_age),
          Param::Texts(Views(options_.lasting_topics))};
}

absl::StatusOr<LogTrimmer::Excess> LogTrimmer::LookOn() {
  static const std::string sql = absl::StrFormat(kLook, kNextTopics, kBounds);
  return Look(sql, {at_, options_.topics_at_once});
}

absl::StatusOr<LogTrimmer::Excess> LogTrimmer::LookAt(absl::Span<const std::string> topics) {
  static const std::string sql = absl::StrFormat(kLook, kListedTopics, kBounds);
  return Look(sql, {Param::Texts(Views(topics))});
}

absl::StatusOr<LogTrimmer::Excess> LogTrimmer::Look(const std::string& sql,
                                                    std::vector<Param> params) {
  std::vector<Param> all = Bounds();
  all.push_back(absl::ToDoubleSeconds(options_.topic_age));
  absl::c_move(params, std::back_inserter(all));
  const absl::StatusOr<Rows> rows = pool_.Query(sql, all);
  if (!rows.ok()) return rows.status();
  Excess excess{.seen = rows->size()};
  for (int i = 0; i < rows->size(); ++i) {
    base::pg::RowReader reader(*rows, i);
    excess.last = reader.Next<std::string>();
    if (reader.Next<bool>()) excess.full.push_back(excess.last);
    if (reader.Next<bool>()) excess.forgotten.push_back(excess.last);
    excess.overdue = std::max(excess.overdue, absl::Seconds(reader.Next<double>()));
  }
  return excess;
}

absl::StatusOr<bool> LogTrimmer::Trim(const std::vector<std::string>& topics) {
  bool deletes = false;
  static const std::string remove = absl::StrFormat(kDelete, kBounds);
  for (std::size_t from = 0; from < topics.size(); from += kTrimmedAtOnce) {
    const auto some = Views(absl::MakeConstSpan(topics).subspan(from, kTrimmedAtOnce));
    const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
      if (absl::Status set = transaction.SetLocal(kWithoutFlush); !set.ok()) return set;
      std::vector<Param> params = Bounds();
      params.push_back(Param::Texts(some));
      const absl::StatusOr<Rows> deleted = transaction.Query(remove, params);
      if (!deleted.ok()) return deleted.status();
      deletes = deletes || !deleted->empty();
      return Advance(transaction, *deleted);
    });
    if (!status.ok()) return status;
  }
  return deletes;
}

absl::Status LogTrimmer::Forget(const std::vector<std::string>& topics) {
  if (topics.empty()) return absl::OkStatus();
  return pool_
      .Query(kForget, {Param::Texts(Views(topics)), absl::ToDoubleSeconds(options_.topic_age)})
      .status();
}

}  // namespace lossy::notifications
