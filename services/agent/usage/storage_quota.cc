#include "services/agent/usage/storage_quota.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/pg/columns.h"

namespace lossy::agent {
namespace {

using base::CheckQuota;
using base::pg::Column;
using base::pg::MemberColumn;
using base::pg::Queries;
using base::pg::RowReader;
using base::pg::Rows;
using base::pg::Transaction;

constexpr int kRound = 100;
// A client that sends too much audio waits for the length of the excess, within these bounds.
constexpr absl::Duration kShortestWait = absl::Seconds(5);
constexpr absl::Duration kLongestWait = absl::Minutes(1);

constexpr Column<StoredUse> kArray[] = {
    MemberColumn<&StoredUse::bytes>("bytes", "greatest(bytes, 0)"),
    MemberColumn<&StoredUse::sessions>("sessions", "greatest(sessions, 0)"),
    MemberColumn<&StoredUse::recordings>("recordings", "greatest(recordings, 0)"),
    MemberColumn<&StoredUse::transcripts>("transcripts", "greatest(transcripts, 0)"),
    MemberColumn<&StoredUse::waiting_recordings>("waiting", "greatest(waiting, 0)"),
    {.name = "waiting_ms",
     .read = [](RowReader& reader,
                StoredUse* use) { use->waiting = absl::Milliseconds(reader.Next<std::int64_t>()); },
     .expression = "greatest(waiting_ms, 0)"},
};
constexpr base::pg::Columns<StoredUse> kColumns{kArray};

// Locks the user's row: concurrent writes wait, and add to the new count.
constexpr char kCount[] = R"sql(
    UPDATE stored SET counted_at = now(),
      bytes = a.bytes + s.sessions * 128 + r.recordings * 128 + t.bytes,
      sessions = s.sessions, recordings = r.recordings, transcripts = t.transcripts,
      waiting = t.waiting, waiting_ms = t.waiting_ms
    FROM
      (SELECT coalesce(sum(128 + octet_length(data)), 0)::bigint AS bytes
       FROM audio_chunks WHERE user_id = $1) AS a,
      (SELECT count(*) AS sessions FROM sessions WHERE user_id = $1) AS s,
      (SELECT count(*) AS recordings FROM recordings WHERE user_id = $1) AS r,
      (SELECT coalesce(sum(transcript_bytes(text, draft_text, frame)), 0)::bigint AS bytes,
              count(*) AS transcripts, count(*) FILTER (WHERE status = 'recorded') AS waiting,
              coalesce(sum(waiting_ms(duration_seconds)) FILTER (WHERE status = 'recorded'), 0)
                ::bigint AS waiting_ms
       FROM transcripts WHERE user_id = $1) AS t
    WHERE stored.user_id = $1)sql";

absl::Status CheckWaiting(const StoredUse& use, const StorageLimits& limits, absl::Duration open) {
  const bool many =
      limits.waiting_recordings > 0 && use.waiting_recordings > limits.waiting_recordings;
  const absl::Duration waiting = use.waiting + open;
  const bool is_long = limits.waiting > absl::ZeroDuration() && waiting > limits.waiting;
  if (!many && !is_long) return absl::OkStatus();
  const absl::Duration wait = std::clamp(waiting - limits.waiting, kShortestWait, kLongestWait);
  return base::RateLimited("Too much audio of the user waits to be heard",
                           absl::ToInt64Milliseconds(wait));
}

absl::Status CountUser(Transaction& transaction, const std::string& user_id) {
  absl::StatusOr<Rows> locked = transaction.Query(
      "SELECT 1 FROM stored WHERE user_id = $1 AND counted_at IS NULL FOR UPDATE SKIP LOCKED",
      {user_id});
  if (!locked.ok() || locked->empty()) return locked.status();
  return transaction.Query(kCount, {user_id}).status();
}

}  // namespace

absl::StatusOr<StoredUse> ReadStoredUse(Queries& queries, const std::string& user_id) {
  static const std::string kSql =
      absl::StrCat("SELECT ", kColumns.Selected(), " FROM stored WHERE user_id = $1");
  absl::StatusOr<Rows> rows = queries.Query(kSql, {user_id});
  if (!rows.ok()) return rows.status();
  if (rows->empty()) return StoredUse{};
  RowReader reader(*rows, 0);
  return kColumns.Read(reader);
}

absl::Status CheckNewSession(const StoredUse& use, const StorageLimits& limits) {
  return CheckQuota("sessions", use.sessions + 1, limits.sessions);
}

absl::Status CheckWords(const StoredUse& use, const StorageLimits& limits, std::size_t bytes) {
  absl::Status rows = CheckQuota("transcripts", use.transcripts + 1, limits.transcripts);
  if (!rows.ok()) return rows;
  return CheckQuota("stored_bytes", use.bytes + static_cast<std::int64_t>(bytes), limits.bytes);
}

absl::Status CheckAudio(const StoredUse& use, const StorageLimits& limits, std::size_t bytes,
                        absl::Duration open) {
  absl::Status waiting = CheckWaiting(use, limits, open);
  if (!waiting.ok()) return waiting;
  absl::Status recordings = CheckQuota("recordings", use.recordings + 1, limits.recordings);
  if (!recordings.ok()) return recordings;
  return CheckWords(use, limits, bytes);
}

absl::StatusOr<StoredUse> StorageQuota::Use(const std::string& user_id) {
  return ReadStoredUse(pool_, user_id);
}

absl::StatusOr<base::TaskRun> StorageQuota::CountUncounted() {
  absl::StatusOr<Rows> users = pool_.Query(
      "SELECT user_id FROM stored WHERE counted_at IS NULL ORDER BY user_id LIMIT $1", {kRound});
  if (!users.ok()) return users.status();
  for (int i = 0; i < users->size(); ++i) {
    const std::string user_id(users->Text(i, 0));
    absl::Status counted = pool_.Transaction(
        [&](Transaction& transaction) { return CountUser(transaction, user_id); });
    if (!counted.ok()) return counted;
  }
  return base::TaskRun{.done = users->size(), .more = users->size() == kRound};
}

}  // namespace lossy::agent
