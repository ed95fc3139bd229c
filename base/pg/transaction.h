#pragma once

#include <initializer_list>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/commit_listeners.h"
#include "base/pg/connection.h"

namespace lossy::base::pg {

// An open transaction of a connection. The outbox (base/outbox/outbox.h) and Once
// (base/once/once.h) accept only this type, so neither can run outside a transaction.
//
// Threads: not thread-safe. Lifetime: Pool::Transaction creates the object; it is valid only while
// the function that received it runs. Errors: those of Connection.
class Transaction {
 public:
  // Runs `work` between BEGIN and COMMIT on `connection`, which must be idle. Rolls back if `work`
  // or one of its statements fails. After a COMMIT that succeeded, notifies `listeners` if `work`
  // called NotifyOnCommit.
  static absl::Status Run(Connection& connection, CommitListeners& listeners,
                          absl::FunctionRef<absl::Status(Transaction&)> work);

  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // See Connection::Query.
  absl::StatusOr<Rows> Query(absl::string_view sql, absl::Span<const Param> params) {
    return connection_.Query(sql, params);
  }
  absl::StatusOr<Rows> Query(absl::string_view sql, std::initializer_list<Param> params = {}) {
    return connection_.Query(sql, params);
  }

  // See Connection::Execute. For SET LOCAL; must not contain BEGIN, COMMIT or ROLLBACK.
  absl::Status Execute(const std::string& sql) { return connection_.Execute(sql); }

  // Makes the pool call its commit listeners after the COMMIT. A rollback calls none.
  void NotifyOnCommit() { notifies_ = true; }

  // A function that may run inside or outside a transaction takes a Connection.
  operator Connection&() { return connection_; }

 private:
  explicit Transaction(Connection& connection) : connection_(connection) {}

  Connection& connection_;
  bool notifies_ = false;
};

}  // namespace lossy::base::pg
