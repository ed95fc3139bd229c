#include "services/notifications/log/log_trimmer.h"

#include <algorithm>
#include <cstdint>
#include <utility>

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

// A commit that a crash loses is repeated, so the trimmer need not wait for the disk.
constexpr base::pg::Setting kSettings[] = {{"synchronous_commit", "off"},
                                           {"enable_seqscan", "off"},
                                           {"enable_hashjoin", "off"},
                                           {"enable_mergejoin", "off"}};

// Joined with topics t, these are the bounds of each topic's history.
constexpr char kBounds[] = R"sql(
    JOIN (VALUES
      (false, $1::bigint, $2::bigint, $3::float8 * interval '1 second'),
      (true, $4::bigint, $5::bigint, $6::float8 * interval '1 second')
    ) AS b(lasting, events, bytes, age) ON b.lasting = (t.topic = ANY ($7::text[])))sql";

constexpr char kLook[] = R"sql(
    SELECT t.topic,
      coalesce(oldest.at < now() - b.age, false)
        OR t.head - t.gone > b.events OR (t.bytes > b.bytes AND t.head - t.gone > 1),
      t.head = t.gone AND t.used_at < now() - $8::float8 * interval '1 second',
      coalesce(extract(epoch FROM now() - b.age - oldest.at), 0)
    FROM (SELECT * FROM topics WHERE topic > $9 ORDER BY topic LIMIT $10::bigint) t
    %s
    LEFT JOIN LATERAL (
      SELECT e.at FROM events e WHERE e.topic = t.topic ORDER BY e."offset" LIMIT 1) oldest ON true
    ORDER BY t.topic)sql";

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
  do {
    const absl::StatusOr<Excess> excess = Look();
    if (!excess.ok()) return excess.status();
    absl::Status status = Trim(excess->full);
    if (status.ok()) status = Forget(excess->forgotten);
    if (!status.ok()) return status;
    overdue_in_pass_ = std::max(overdue_in_pass_, excess->overdue);
    if (at_.empty()) overdue_ = std::exchange(overdue_in_pass_, absl::ZeroDuration());
  } while (!at_.empty() && base::SteadyNow() < end);
  return base::TaskRun{.done = 0, .more = !at_.empty()};
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

absl::StatusOr<LogTrimmer::Excess> LogTrimmer::Look() {
  static const std::string look = absl::StrFormat(kLook, kBounds);
  std::vector<Param> params = Bounds();
  params.insert(params.end(),
                {absl::ToDoubleSeconds(options_.topic_age), at_, options_.topics_at_once});
  const absl::StatusOr<Rows> rows = pool_.Query(look, params);
  if (!rows.ok()) return rows.status();
  Excess excess;
  for (int i = 0; i < rows->size(); ++i) {
    base::pg::RowReader reader(*rows, i);
    const std::string topic = reader.Next<std::string>();
    if (reader.Next<bool>()) excess.full.push_back(topic);
    if (reader.Next<bool>()) excess.forgotten.push_back(topic);
    excess.overdue = std::max(excess.overdue, absl::Seconds(reader.Next<double>()));
    at_ = topic;
  }
  if (rows->size() < options_.topics_at_once) at_.clear();
  return excess;
}

absl::Status LogTrimmer::Trim(const std::vector<std::string>& topics) {
  static const std::string remove = absl::StrFormat(kDelete, kBounds);
  for (std::size_t from = 0; from < topics.size(); from += kTrimmedAtOnce) {
    const auto some = Views(absl::MakeConstSpan(topics).subspan(from, kTrimmedAtOnce));
    const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
      if (absl::Status set = transaction.SetLocal(kSettings); !set.ok()) return set;
      std::vector<Param> params = Bounds();
      params.push_back(Param::Texts(some));
      const absl::StatusOr<Rows> deleted = transaction.Query(remove, params);
      return deleted.ok() ? Advance(transaction, *deleted) : deleted.status();
    });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status LogTrimmer::Forget(const std::vector<std::string>& topics) {
  if (topics.empty()) return absl::OkStatus();
  return pool_
      .Query(kForget, {Param::Texts(Views(topics)), absl::ToDoubleSeconds(options_.topic_age)})
      .status();
}

}  // namespace lossy::notifications
