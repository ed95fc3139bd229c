#include "services/notifications/log_trimmer.h"

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/types/span.h"

namespace lossy::notifications {
namespace {

using base::pg::Connection;
using base::pg::Param;
using base::pg::Rows;

// Topics that are trimmed in one transaction.
constexpr std::size_t kTrimmedAtOnce = 64;

// What is lost of it is done again.
constexpr char kSettings[] =
    "SET LOCAL synchronous_commit = off; SET LOCAL enable_seqscan = off; "
    "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

constexpr char kLook[] = R"sql(
    SELECT t.topic,
      coalesce(oldest.at < now() - $5::float8 * interval '1 second', false)
        OR t.head - t.gone > $3::bigint OR (t.bytes > $4::bigint AND t.head - t.gone > 1),
      t.head = t.gone AND t.used_at < now() - $6::float8 * interval '1 second'
    FROM (SELECT * FROM topics WHERE topic > $1 ORDER BY topic LIMIT $2::bigint) t
    LEFT JOIN LATERAL (
      SELECT e.at FROM events e WHERE e.topic = t.topic ORDER BY e."offset" LIMIT 1) oldest ON true
    ORDER BY t.topic)sql";

// No topic is locked while events are deleted.
constexpr char kDelete[] = R"sql(
    WITH kept AS (
      SELECT e.topic, e."offset", e.at, t.head,
        sum(e.bytes) OVER (PARTITION BY e.topic ORDER BY e."offset" DESC) AS bytes
      FROM unnest($1::text[]) AS g(topic)
      JOIN topics t ON t.topic = g.topic JOIN events e ON e.topic = g.topic),
    beyond AS (
      SELECT topic, max("offset") AS last FROM kept
      WHERE "offset" <= head - $2::bigint OR (bytes > $3::bigint AND "offset" < head)
        OR at < now() - $4::float8 * interval '1 second'
      GROUP BY topic),
    deleted AS (
      DELETE FROM events e USING beyond b WHERE e.topic = b.topic AND e."offset" <= b.last
      RETURNING e.topic, e."offset", e.bytes)
    SELECT topic, max("offset"), sum(bytes) FROM deleted GROUP BY topic)sql";

// In the order in which appends lock topics.
constexpr char kAdvance[] = R"sql(
    UPDATE topics t SET gone = greatest(t.gone, d.gone), bytes = t.bytes - d.bytes
    FROM (
      SELECT g.* FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS g(topic, gone, bytes)
      JOIN topics x ON x.topic = g.topic ORDER BY x.topic FOR NO KEY UPDATE OF x) d
    WHERE t.topic = d.topic)sql";

constexpr char kForget[] = R"sql(
    DELETE FROM topics WHERE topic IN (
      SELECT topic FROM topics WHERE topic = ANY ($1::text[]) AND head = gone
        AND used_at < now() - $2::float8 * interval '1 second'
      FOR UPDATE SKIP LOCKED))sql";

absl::Status Advance(Connection& transaction, const Rows& deleted) {
  std::vector<absl::string_view> topics;
  std::vector<std::int64_t> gone, bytes;
  for (int i = 0; i < deleted.size(); ++i) {
    topics.push_back(deleted.Text(i, 0));
    gone.push_back(deleted.Int(i, 1));
    bytes.push_back(deleted.Int(i, 2));
  }
  return transaction.Query(kAdvance, {Param::Texts(topics), Param::Ints(gone), Param::Ints(bytes)})
      .status();
}

std::vector<absl::string_view> Views(absl::Span<const std::string> topics) {
  return {topics.begin(), topics.end()};
}

}  // namespace

absl::Status LogTrimmer::Run(absl::Duration time) {
  const absl::Time end = absl::Now() + time;
  do {
    const absl::StatusOr<Excess> excess = Look();
    if (!excess.ok()) return excess.status();
    absl::Status status = Trim(excess->full);
    if (status.ok()) status = Forget(excess->forgotten);
    if (!status.ok()) return status;
  } while (!at_.empty() && absl::Now() < end);
  return absl::OkStatus();
}

absl::StatusOr<LogTrimmer::Excess> LogTrimmer::Look() {
  const absl::StatusOr<Rows> rows = pool_.Query(
      kLook,
      {at_, options_.topics_at_once, static_cast<std::int64_t>(options_.history_events),
       static_cast<std::int64_t>(options_.history_bytes),
       absl::ToDoubleSeconds(options_.history_age), absl::ToDoubleSeconds(options_.topic_age)});
  if (!rows.ok()) return rows.status();
  Excess excess;
  for (int i = 0; i < rows->size(); ++i) {
    if (rows->Bool(i, 1)) excess.full.emplace_back(rows->Text(i, 0));
    if (rows->Bool(i, 2)) excess.forgotten.emplace_back(rows->Text(i, 0));
  }
  const bool all = rows->size() < options_.topics_at_once;
  at_ = all ? "" : std::string(rows->Text(rows->size() - 1, 0));
  return excess;
}

absl::Status LogTrimmer::Trim(const std::vector<std::string>& topics) {
  for (std::size_t from = 0; from < topics.size(); from += kTrimmedAtOnce) {
    const auto some = Views(absl::MakeConstSpan(topics).subspan(from, kTrimmedAtOnce));
    const absl::Status status = pool_.Transaction([&](Connection& transaction) {
      if (absl::Status set = transaction.Execute(kSettings); !set.ok()) return set;
      const absl::StatusOr<Rows> deleted = transaction.Query(
          kDelete, {Param::Texts(some), static_cast<std::int64_t>(options_.history_events),
                    static_cast<std::int64_t>(options_.history_bytes),
                    absl::ToDoubleSeconds(options_.history_age)});
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
