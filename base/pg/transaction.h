#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/pg/commit_listeners.h"
#include "base/pg/connection.h"
#include "base/pg/queries.h"
#include "base/pg/setting.h"

namespace lossy::base::pg {

// An open transaction of a connection. The outbox (base/outbox/outbox.h) and Once
// (base/once/once.h) accept only this type, so neither can run outside a transaction. Its owner
// (Run) begins and ends the transaction: a statement must not.
//
// Threads: not thread-safe. Lifetime: Pool::Transaction creates the object; it is valid only while
// the function that received it runs. Errors: those of Connection.
class Transaction final : public Queries {
 public:
  // Runs `work` between BEGIN and COMMIT on `connection`, which must be idle. Rolls back if `work`
  // or one of its statements fails. After a COMMIT that succeeded, notifies `listeners` if `work`
  // called NotifyOnCommit. INTERNAL if a statement of `work` ended the transaction.
  static absl::Status Run(Connection& connection, CommitListeners& listeners,
                          absl::FunctionRef<absl::Status(Transaction&)> work);

  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  using Queries::Query;
  absl::StatusOr<Rows> Query(absl::string_view sql, absl::Span<const Param> params) override {
    return connection_.Query(sql, params);
  }

  // Sets the parameters until the transaction ends (SET LOCAL), in one round trip.
  absl::Status SetLocal(absl::Span<const Setting> settings);

  // Makes the pool call its commit listeners with `kind` after the COMMIT. A rollback calls none.
  void NotifyOnCommit(absl::string_view kind);

 private:
  explicit Transaction(Connection& connection) : connection_(connection) {}

  Connection& connection_;
  std::vector<std::string> kinds_;  // The arguments of NotifyOnCommit.
};

}  // namespace lossy::base::pg
