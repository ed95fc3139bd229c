#pragma once

#include <postgresql/libpq-fe.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/pg/error_class.h"
#include "base/pg/param.h"
#include "base/pg/queries.h"
#include "base/pg/rows.h"
#include "base/pg/setting.h"

namespace lossy::base::pg {

// One connection to PostgreSQL.
//
// Threads: not thread-safe. Lifetime: closes the connection when destroyed.
//
// Errors of every method:
//   UNAVAILABLE          The server is down, shuts down, does not answer, is read-only, or lost the
//                        prepared statements: the connection is then broken (Healthy). Or the
//                        server lacks disk, memory or locks. After a COMMIT the result is unknown.
//   DEADLINE_EXCEEDED    The server cancelled the statement at its time limit.
//   ALREADY_EXISTS       A unique constraint is violated.
//   NOT_FOUND            A foreign key is violated.
//   INVALID_ARGUMENT     A column rejects the value, or a text contains NUL or is not UTF-8.
//   FAILED_PRECONDITION  A trigger rejects the change; the message is the trigger's.
//   ABORTED              A serialization failure or a deadlock.
//   INTERNAL             Any other error.
class Connection final : public Queries {
 public:
  struct Limits {
    // Longest time to connect to one host of the URL. libpq rounds it up to whole seconds, at least
    // two.
    absl::Duration connect = absl::Seconds(2);
    // The server cancels a statement, and an idle transaction, after this time. One second later
    // the connection regards a server that does not answer as down, so no call takes longer.
    absl::Duration statement = absl::Seconds(4);
    // The server ends a wait for a lock after this time, and the call returns UNAVAILABLE.
    absl::Duration lock = absl::InfiniteDuration();
  };

  // Connects and sets up the session (session.h). `url` is libpq's URL or key=value string.
  // `schema` becomes the search path. `settings` hold until the connection closes. Behind a pooler,
  // Open briefly uses a second connection to find the pooler's mode.
  //
  // Errors: UNAVAILABLE when no server accepts the connection. FAILED_PRECONDITION, with
  // instructions for the operator, when the server is a standby, has another encoding, or is behind
  // a pooler that is not in session mode.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& url,
                                                          const std::string& schema,
                                                          const Limits& limits,
                                                          absl::Span<const Setting> settings = {});

  using Queries::Query;
  // Prepares a statement on its first use and keeps it. After a change of its tables the server
  // rejects the plan of a statement. The connection then prepares it again: immediately outside a
  // transaction, else at the next run (see may_repeat).
  absl::StatusOr<Rows> Query(absl::string_view sql, absl::Span<const Param> params) override;

  // Runs statements without parameters and without preparing them: DDL, BEGIN, COMMIT.
  absl::Status Execute(const std::string& sql);
  // Like Execute; returns the rows of the last statement.
  absl::StatusOr<Rows> Run(const std::string& sql);

  // Subscribes the session to the notifications of `channel` (LISTEN), until StopListening or the
  // end of the connection. `channel` must have neither quotes nor NUL, and at most 63 bytes.
  absl::Status Listen(absl::string_view channel);
  // Ends all subscriptions of Listen, and drops the notifications that have arrived.
  absl::Status StopListening();
  // Waits until a notification arrives, the descriptor `wake` is readable, or `deadline`, a steady
  // time. Returns true if notifications have arrived since the last call, and drops them. Ignores
  // those that this session sent. Sends no statement. Must not be called in a transaction.
  // UNAVAILABLE if the server closed the connection.
  absl::StatusOr<bool> AwaitNotification(int wake, absl::Time deadline);

  // True if the last statement or transaction failed, changed nothing, and may succeed when
  // repeated as a whole: its plan was outdated, the session was reset, or another transaction
  // conflicted.
  bool may_repeat() const { return may_repeat_; }
  // True if may_repeat() is because of an outdated plan. A repeat on this connection then prepares
  // the statements again.
  bool outdated() const { return outdated_; }
  // True if no transaction is open.
  bool idle() const;
  // True if a statement of the open transaction failed: COMMIT would roll it back.
  bool transaction_failed() const;

  // True if a statement failed because its table or schema does not exist.
  bool lacks_schema() const { return lacks_schema_; }

  // Returns the numbers of errors since the last call, and sets them to 0.
  ErrorCounts TakeErrors() { return std::exchange(errors_, ErrorCounts{}); }

  // False after the connection broke, also while it was idle.
  bool Healthy();

  // The id of the server process in the startup message. A pooler invents one.
  int announced_process() const { return PQbackendPID(connection_.get()); }

 private:
  struct Prepared {
    std::string name;
    // True after a run on this connection succeeded.
    bool worked = false;
  };

  Connection(PGconn* connection, absl::Duration time_limit);

  // Connects without a statement.
  static absl::StatusOr<std::unique_ptr<Connection>> Connect(const std::string& url,
                                                             const std::string& schema,
                                                             const Limits& limits);
  absl::Status RejectPooler(const std::string& url, const std::string& schema,
                            const Limits& limits);
  absl::Status SetUp(const std::string& url, const std::string& schema, const Limits& limits,
                     absl::Span<const Setting> settings);

  absl::StatusOr<Rows> QueryOnce(absl::string_view sql, absl::Span<const Param> params,
                                 absl::Time deadline);
  absl::StatusOr<Prepared*> Prepare(absl::string_view sql, absl::Time deadline);
  // Drops the prepared statements and plans of this session.
  absl::Status ForgetPlans();
  // Resets the flags before a statement or a transaction. Does nothing inside a transaction.
  void BeginUnit();
  // Waits for the running command's result.
  absl::StatusOr<Rows> Finish(absl::Time deadline);
  absl::Status AwaitSocket(absl::Time deadline);
  // Returns true if libpq has received notifications of other sessions. Drops all notifications.
  bool TakeNotifications();
  // Sets the flags that a failed result implies. Returns the status for the caller.
  absl::Status Judge(const PGresult* result);

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
  absl::flat_hash_map<std::string, Prepared> prepared_;  // By SQL.
  const std::string name_prefix_;
  int last_name_ = 0;
  const absl::Duration time_limit_;
  // True while a prepared statement runs, and if that statement succeeded before.
  bool executes_ = false;
  bool worked_before_ = false;
  bool outdated_ = false;
  // True if all plans were made after the statement or transaction began.
  bool plans_are_new_ = false;
  bool may_repeat_ = false;
  bool broken_ = false;
  bool lacks_schema_ = false;
  ErrorCounts errors_{};
};

}  // namespace lossy::base::pg
