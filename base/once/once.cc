#include "base/once/once.h"

#include "base/error/error.h"

namespace lossy::base {
namespace {

constexpr std::size_t kMaxRequestIdBytes = 64;

// Each write clears away two that are past their day, so the table stays as large as a day's
// writes.
constexpr char kForget[] = R"sql(
    DELETE FROM requests WHERE ctid IN (
      SELECT ctid FROM requests WHERE at < now() - interval '1 day' LIMIT 2))sql";

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

absl::Status Once(pg::Connection& transaction, const RequestKey& key,
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
    if (first->empty()) return absl::AbortedError("the first request was forgotten just now");
    return response->ParseFromString(first->Bytes(0, 0))
               ? absl::OkStatus()
               : absl::DataLossError("the first response cannot be read");
  }
  if (absl::Status done = work(); !done.ok()) return done;
  absl::Status kept = transaction
                          .Query(
                              "UPDATE requests SET response = $4 "
                              "WHERE user_id = $1 AND method = $2 AND request_id = $3",
                              {key.user_id, key.method, key.request_id,
                               pg::Param::Bytes(response->SerializeAsString())})
                          .status();
  if (!kept.ok()) return kept;
  return transaction.Query(kForget).status();
}

}  // namespace lossy::base
