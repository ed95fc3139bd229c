#include "base/once/once.h"

#include <array>
#include <limits>
#include <set>

#include "absl/flags/flag.h"
#include "absl/random/random.h"
#include "base/error/error.h"
#include "base/flags/flag_range.h"
#include "base/pg/overdue.h"

ABSL_FLAG(int, request_hours, 24,
          "Time for which the request_id of a write is remembered, in hours");
ABSL_FLAG(std::int64_t, user_requests, 10'000,
          "Most request_ids of one user that are remembered, the newest; 0: no limit");
ABSL_FLAG(std::int64_t, user_request_bytes, 16 << 20,
          "Most bytes of the remembered responses to one user; 0: no limit");

LOSSY_FLAG_RANGE(request_hours, 1, 8760);
LOSSY_FLAG_RANGE(user_requests, 0, 100'000'000);
LOSSY_FLAG_RANGE(user_request_bytes, 0, std::int64_t{1} << 40);

namespace lossy::base {
namespace {

constexpr std::size_t kMaxRequestIdBytes = 64;

// On average one write in 64 checks if its user has too many requests, since the check reads all
// of them.
constexpr int kWritesPerCheck = 64;

constexpr int kPortion = 1000;

// PostgreSQL plans the statements below once for a connection, perhaps while the table is small.
// These settings leave only plans that are fast for a large table.
constexpr pg::Setting kByIndex[] = {{"enable_seqscan", "off"}, {"enable_bitmapscan", "off"}};

bool ShouldCheck() {
  thread_local absl::InsecureBitGen random;
  return absl::Uniform(random, 0, kWritesPerCheck) == 0;
}

// Deletes the user's oldest requests beyond the limits of the flags. The order is by a sum, so that
// no plan uses the index over the times of all users.
absl::Status ForgetOldest(pg::Transaction& transaction, const std::string& user_id) {
  static constexpr char kForget[] = R"sql(
      DELETE FROM requests WHERE ctid = ANY (ARRAY(
        SELECT row FROM (
          SELECT ctid AS row,
                 row_number() OVER newest_first AS number,
                 sum(coalesce(octet_length(response), 0)) OVER newest_first AS bytes
          FROM requests WHERE user_id = $1
          WINDOW newest_first AS (ORDER BY at + interval '0' DESC ROWS UNBOUNDED PRECEDING)) numbered
        WHERE number > $2 OR bytes > $3)))sql";
  const std::int64_t rows = absl::GetFlag(FLAGS_user_requests);
  const std::int64_t bytes = absl::GetFlag(FLAGS_user_request_bytes);
  constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();
  if (absl::Status planned = transaction.SetLocal(kByIndex); !planned.ok()) return planned;
  return transaction
      .Query(kForget, {user_id, rows > 0 ? rows : kUnlimited, bytes > 0 ? bytes : kUnlimited})
      .status();
}

}  // namespace

const pg::Migration kOnceMigration = {"0000_once", R"sql(
    CREATE TABLE requests (
      user_id text NOT NULL,
      method text NOT NULL,
      request_id text NOT NULL,
      response bytea,
      at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (user_id, method, request_id));
    CREATE INDEX requests_at ON requests (at))sql"};

absl::Status CheckRequestId(absl::string_view request_id) {
  if (request_id.size() <= kMaxRequestIdBytes) return absl::OkStatus();
  return InvalidArgument("request_id", "must be at most 64 bytes");
}

absl::Status Once(pg::Transaction& transaction, const RequestKey& key,
                  google::protobuf::Message* response, absl::FunctionRef<absl::Status()> work) {
  if (key.request_id.empty()) return work();
  absl::StatusOr<pg::Rows> fresh = transaction.Query(
      "INSERT INTO requests (user_id, method, request_id) VALUES ($1, $2, $3) "
      "ON CONFLICT DO NOTHING RETURNING 1",
      {key.user_id, key.method, key.request_id});
  if (!fresh.ok()) return fresh.status();
  if (fresh->empty()) {
    absl::StatusOr<pg::Rows> first = transaction.Query(
        "SELECT response FROM requests WHERE user_id = $1 AND method = $2 AND request_id = $3",
        {key.user_id, key.method, key.request_id});
    if (!first.ok()) return first.status();
    if (first->empty()) return Unavailable("the stored response has just expired");
    return response->ParseFromString(first->Bytes(0, 0))
               ? absl::OkStatus()
               : absl::DataLossError("the stored response cannot be parsed");
  }
  if (absl::Status done = work(); !done.ok()) return done;
  absl::Status kept = transaction
                          .Query(
                              "UPDATE requests SET response = $4 "
                              "WHERE user_id = $1 AND method = $2 AND request_id = $3",
                              {key.user_id, key.method, key.request_id,
                               pg::Param::Bytes(response->SerializeAsString())})
                          .status();
  if (!kept.ok() || !ShouldCheck()) return kept;
  return ForgetOldest(transaction, key.user_id);
}

absl::Status Once(pg::Pool& pool, const RequestKey& key, google::protobuf::Message* response,
                  absl::FunctionRef<absl::Status(pg::Transaction&)> work) {
  return pool.Transaction([&](pg::Transaction& transaction) {
    return Once(transaction, key, response, [&] { return work(transaction); });
  });
}

absl::StatusOr<std::vector<bool>> MarkRequests(pg::Transaction& transaction,
                                               absl::Span<const RequestKey> keys) {
  static constexpr char kMark[] = R"sql(
      INSERT INTO requests (user_id, method, request_id, response)
      SELECT k.user_id, k.method, k.request_id, ''::bytea
      FROM unnest($1::text[], $2::text[], $3::text[]) AS k (user_id, method, request_id)
      WHERE k.request_id <> '' ORDER BY 1, 2, 3
      ON CONFLICT DO NOTHING RETURNING user_id, method, request_id)sql";
  std::vector<absl::string_view> users, methods, ids;
  for (const RequestKey& key : keys) {
    users.push_back(key.user_id);
    methods.push_back(key.method);
    ids.push_back(key.request_id);
  }
  const absl::StatusOr<pg::Rows> rows = transaction.Query(
      kMark, {pg::Param::Texts(users), pg::Param::Texts(methods), pg::Param::Texts(ids)});
  if (!rows.ok()) return rows.status();
  std::set<std::array<std::string, 3>> marked;
  for (int row = 0; row < rows->size(); ++row) {
    marked.insert({std::string(rows->Text(row, 0)), std::string(rows->Text(row, 1)),
                   std::string(rows->Text(row, 2))});
  }
  std::vector<bool> fresh;
  for (const RequestKey& key : keys) {
    const bool is_new =
        key.request_id.empty() || marked.erase({key.user_id, key.method, key.request_id}) > 0;
    fresh.push_back(is_new);
    if (!is_new || key.request_id.empty() || !ShouldCheck()) continue;
    if (absl::Status forgot = ForgetOldest(transaction, key.user_id); !forgot.ok()) return forgot;
  }
  return fresh;
}

absl::StatusOr<TaskRun> ForgetRequests(pg::Pool& pool) {
  static constexpr char kForget[] = R"sql(
      DELETE FROM requests WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM requests
        WHERE at < now() - $1::int * interval '1 hour' ORDER BY at LIMIT $2
        FOR UPDATE SKIP LOCKED)))sql";
  int forgotten = 0;
  const absl::Status done = pool.Transaction([&](pg::Transaction& transaction) {
    if (absl::Status planned = transaction.SetLocal(kByIndex); !planned.ok()) return planned;
    const absl::StatusOr<pg::Rows> rows =
        transaction.Query(kForget, {absl::GetFlag(FLAGS_request_hours), kPortion});
    if (rows.ok()) forgotten = static_cast<int>(rows->affected());
    return rows.status();
  });
  if (!done.ok()) return done;
  return TaskRun{.done = forgotten, .more = forgotten == kPortion};
}

absl::StatusOr<absl::Duration> RequestsOverdue(pg::Pool& pool) {
  static constexpr char kOldest[] =
      "SELECT extract(epoch FROM now() - at) - $1::int * 3600 FROM requests "
      "WHERE at < now() - $1::int * interval '1 hour' ORDER BY at LIMIT 1";
  return pg::Overdue(pool, kOldest, {absl::GetFlag(FLAGS_request_hours)});
}

absl::StatusOr<RequestCount> CountRequests(pg::Pool& pool, const std::string& user_id) {
  const absl::StatusOr<pg::Rows> rows = pool.Query(
      "SELECT count(*) FROM (SELECT 1 FROM requests WHERE user_id = $1 LIMIT 1000000) bounded",
      {user_id});
  if (!rows.ok()) return rows.status();
  return RequestCount{.used = rows->Int(0, 0), .limit = absl::GetFlag(FLAGS_user_requests)};
}

}  // namespace lossy::base
