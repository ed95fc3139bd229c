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

  // `url` is libpq's URL or key=value string. `schema` becomes the search path, and each setting of
  // the session that matters is stated rather than inherited (session.h). UNAVAILABLE when there is
  // no connection; FAILED_PRECONDITION, with what the operator must do, when the server cannot be
  // used as it is: a standby, another encoding, a pooler that is not in session mode. To find that
  // out, Open takes a second connection for a moment where a pooler is.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& url,
                                                          const std::string& schema,
                                                          const Limits& limits);

  // Runs one statement, prepared on its first use: `sql` should be a constant. A statement whose
  // plan the server refuses, since its tables were changed, is prepared anew: at once outside a
  // transaction, else when the statement is next run (see may_repeat).
  absl::StatusOr<Rows> Query(absl::string_view sql, absl::Span<const Param> params);
  absl::StatusOr<Rows> Query(absl::string_view sql, std::initializer_list<Param> params = {}) {
    return Query(sql, absl::MakeConstSpan(params.begin(), params.size()));
  }

  // Runs statements without parameters and without preparing them: DDL, BEGIN, COMMIT.
  absl::Status Execute(const std::string& sql);
  // The same, and returns the rows of the last statement.
  absl::StatusOr<Rows> Run(const std::string& sql);

  // Whether the last statement or transaction failed, changed nothing, and may succeed if it is
  // repeated as a whole: its plan was outdated, the session was reset, or other transactions were
  // in its way.
  bool may_repeat() const { return may_repeat_; }
  // Whether may_repeat() holds because of an outdated plan: repeated on this connection, the
  // statements are prepared anew.
  bool outdated() const { return outdated_; }
  // Whether a statement of the transaction that is open has failed: COMMIT would roll it back.
  bool transaction_failed() const;

  // Whether a statement has failed because its table, or the schema, is not there.
  bool lacks_schema() const { return lacks_schema_; }

  // False once the server is gone; notices a server that went while the connection lay idle.
  bool Healthy();

  // The server process that the greeting named. A pooler names one that does not exist.
  int announced_process() const { return PQbackendPID(connection_.get()); }

 private:
  struct Prepared {
    std::string name;
    // Whether it has succeeded on this connection.
    bool worked = false;
  };

  Connection(PGconn* connection, absl::Duration time_limit);

  // Connects, and asks nothing.
  static absl::StatusOr<std::unique_ptr<Connection>> Connect(const std::string& url,
                                                             const std::string& schema,
                                                             const Limits& limits);
  absl::Status RejectPooler(const std::string& url, const std::string& schema,
                            const Limits& limits);
  absl::Status SetUp(const std::string& url, const std::string& schema, const Limits& limits);

  absl::StatusOr<Rows> QueryOnce(absl::string_view sql, absl::Span<const Param> params,
                                 absl::Time deadline);
  absl::StatusOr<Prepared*> Prepare(absl::string_view sql, absl::Time deadline);
  // Drops what the server prepared and planned for this session.
  absl::Status ForgetPlans();
  bool IsIdle() const;
  // Before a statement or a transaction; nothing inside of one.
  void BeginUnit();
  // Waits for the running command's result.
  absl::StatusOr<Rows> Finish(absl::Time deadline);
  absl::Status AwaitSocket(absl::Time deadline);
  // What a failed result means, for the caller and for the connection.
  absl::Status Judge(const PGresult* result);

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
  absl::flat_hash_map<std::string, Prepared> prepared_;  // By SQL.
  const std::string name_prefix_;
  int last_name_ = 0;
  const absl::Duration time_limit_;
  // Whether a prepared statement runs, and whether it has succeeded before.
  bool executes_ = false;
  bool worked_before_ = false;
  bool outdated_ = false;
  // Whether all plans were made since the statement, or the transaction, began.
  bool plans_are_new_ = false;
  bool may_repeat_ = false;
  bool broken_ = false;
  bool lacks_schema_ = false;
};

}  // namespace lossy::base::pg
