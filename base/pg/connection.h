#pragma once

#include <postgresql/libpq-fe.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/pg/param.h"
#include "base/pg/rows.h"

namespace lossy::base::pg {

// One connection to PostgreSQL. Not thread-safe.
//
// Errors: UNAVAILABLE when the server is away, going away, silent, read-only, or has forgotten what
// was prepared (the connection is then broken), or short of disk or memory; after a COMMIT, whether
// it happened is not known. Else DEADLINE_EXCEEDED (the server gave the statement up),
// ALREADY_EXISTS (unique violation), NOT_FOUND (foreign key), INVALID_ARGUMENT (a value the column
// refuses, or a text that contains NUL or is not UTF-8), ABORTED (serialization failure, deadlock),
// else INTERNAL.
class Connection {
 public:
  struct Limits {
    // For each host of the URL. libpq counts in seconds, at least two.
    absl::Duration connect = absl::Seconds(2);
    // The server ends a statement, and a transaction that lies idle, after this long. A server that
    // is then silent for a second more is taken for gone: no call takes longer.
    absl::Duration statement = absl::Seconds(4);
    // The server ends a wait for a lock after this long: UNAVAILABLE.
    absl::Duration lock = absl::InfiniteDuration();
  };

  // `url` is libpq's URL or key=value string. `schema` becomes the search path.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& url,
                                                          const std::string& schema,
                                                          const Limits& limits);

  // Runs one statement, prepared on its first use: `sql` should be a constant.
  absl::StatusOr<Rows> Query(absl::string_view sql, absl::Span<const Param> params);
  absl::StatusOr<Rows> Query(absl::string_view sql, std::initializer_list<Param> params = {}) {
    return Query(sql, absl::MakeConstSpan(params.begin(), params.size()));
  }

  // Runs statements without parameters and without preparing them: DDL, BEGIN, COMMIT.
  absl::Status Execute(const std::string& sql);

  // Whether a statement has failed because its table, or the schema, is not there.
  bool lacks_schema() const { return lacks_schema_; }

  // False once the server is gone; notices a server that went while the connection lay idle.
  bool Healthy();

 private:
  Connection(PGconn* connection, absl::Duration time_limit)
      : connection_(connection, &PQfinish), time_limit_(time_limit) {}

  absl::StatusOr<std::string> Prepare(absl::string_view sql, absl::Time deadline);
  // Waits for the running command's result.
  absl::StatusOr<Rows> Finish(absl::Time deadline);
  absl::Status AwaitSocket(absl::Time deadline);
  // What a failed result means, for the caller and for the connection.
  absl::Status Judge(const PGresult* result);

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
  absl::flat_hash_map<std::string, std::string> prepared_;  // SQL to statement name.
  const absl::Duration time_limit_;
  bool broken_ = false;
  bool lacks_schema_ = false;
};

}  // namespace lossy::base::pg
