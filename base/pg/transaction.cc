#include "base/pg/transaction.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"

namespace lossy::base::pg {

absl::Status Transaction::Run(Connection& connection, CommitListeners& listeners,
                              absl::FunctionRef<absl::Status(Transaction&)> work) {
  if (absl::Status begun = connection.Execute("BEGIN"); !begun.ok()) return begun;
  Transaction transaction(connection);
  absl::Status status = work(transaction);
  // PostgreSQL answers a COMMIT of a failed transaction with ROLLBACK, which is no error.
  if (status.ok() && connection.transaction_failed()) {
    status = absl::InternalError("a statement of the transaction failed");
  }
  if (status.ok() && connection.idle()) {
    status = absl::InternalError("a statement ended the transaction");
  }
  if (status.ok()) {
    status = connection.Execute("COMMIT");
    if (status.ok() && !transaction.kinds_.empty()) listeners.Notify(transaction.kinds_);
    return status;
  }
  // A failed rollback breaks the connection, and the pool closes it.
  connection.Execute("ROLLBACK").IgnoreError();
  return status;
}

void Transaction::NotifyOnCommit(absl::string_view kind) {
  if (!absl::c_linear_search(kinds_, kind)) kinds_.emplace_back(kind);
}

absl::Status Transaction::SetLocal(absl::Span<const Setting> settings) {
  std::string sql;
  for (const Setting& setting : settings) {
    absl::StrAppend(&sql, "SET LOCAL ", setting.name, " = ", setting.value, ";");
  }
  return connection_.Execute(sql);
}

}  // namespace lossy::base::pg
