#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/pg/connection.h"
#include "base/pg/migrate.h"
#include "google/protobuf/message.h"

namespace lossy::base {

// What a write was called with, so that its repeat can be told from a new one.
struct RequestKey {
  std::string user_id;
  std::string method;
  std::string request_id;  // Empty: the caller does not mind repeats.
};

// The table, as a step to put into a service's list of migrations.
extern const pg::Migration kOnceMigration;

// 0 to 64 bytes; required ones are checked by their methods.
absl::Status CheckRequestId(absl::string_view request_id);

// Runs `work` unless it ran before for this key within the last day; then `response` is what it
// answered. A repeat that arrives while the first still runs waits for it. Call it first thing in
// the write's transaction: when `work` fails nothing is remembered.
absl::Status Once(pg::Connection& transaction, const RequestKey& key,
                  google::protobuf::Message* response, absl::FunctionRef<absl::Status()> work);

}  // namespace lossy::base
