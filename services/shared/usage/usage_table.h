#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/pg/columns.h"
#include "base/pg/pool.h"
#include "base/pg/transaction.h"

namespace lossy::services {

// Reads the table `user_usage` of a service, in which triggers of the schema count the rows and
// bytes that each user stores. `Usage` is its row type. The first read of a user counts the rows
// that are older than the triggers.
//
// Threads: immutable. Errors: those of Transaction.
template <typename Usage>
class UsageTable {
 public:
  // `count` is an UPDATE of user_usage, without RETURNING, that counts the rows of user $1 and sets
  // `counted` and the columns. The array of columns must outlive the table.
  UsageTable(const base::pg::Columns<Usage>& columns, absl::string_view count)
      : columns_(columns),
        find_(absl::StrCat("SELECT counted, ", columns.Selected(),
                           " FROM user_usage WHERE user_id = $1")),
        count_(absl::StrCat(count, " RETURNING ", columns.Selected())) {}

  // Returns the user's counts, the changes of `transaction` included.
  absl::StatusOr<Usage> Find(base::pg::Transaction& transaction, const std::string& user_id) const {
    const absl::StatusOr<base::pg::Rows> rows = transaction.Query(find_, {user_id});
    if (!rows.ok()) return rows.status();
    if (rows->empty()) return Count(transaction, user_id);
    base::pg::RowReader reader(*rows, 0);
    const bool counted = reader.Next<bool>();
    return counted ? columns_.Read(reader) : Count(transaction, user_id);
  }

  // The columns of the counts, for a statement that also reads `counted`, and their reader.
  const base::pg::Columns<Usage>& columns() const { return columns_; }

  // Counts the rows of the users that `found` lacks, and adds the results to `found`. A statement
  // that reads rows of user_usage itself must call it for the users whose `counted` is not true.
  absl::Status CountOthers(base::pg::Transaction& transaction, const std::set<std::string>& users,
                           std::map<std::string, Usage>& found) const {
    for (const std::string& user_id : users) {
      if (found.contains(user_id)) continue;
      absl::StatusOr<Usage> counted = Count(transaction, user_id);
      if (!counted.ok()) return counted.status();
      found.emplace(user_id, *std::move(counted));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Usage> Find(base::pg::Pool& pool, const std::string& user_id) const {
    absl::StatusOr<Usage> usage;
    const absl::Status done = pool.Transaction([&](base::pg::Transaction& transaction) {
      usage = Find(transaction, user_id);
      return usage.status();
    });
    if (!done.ok()) return done;
    return usage;
  }

 private:
  // Counts the user's rows. The row's lock blocks every other transaction that changes the numbers:
  // rows of earlier transactions are counted, later transactions add to the result.
  absl::StatusOr<Usage> Count(base::pg::Transaction& transaction,
                              const std::string& user_id) const {
    static constexpr char kMake[] =
        "INSERT INTO user_usage (user_id) VALUES ($1) ON CONFLICT DO NOTHING";
    static constexpr char kLock[] = "SELECT 1 FROM user_usage WHERE user_id = $1 FOR UPDATE";
    for (const char* sql : {kMake, kLock}) {
      const absl::StatusOr<base::pg::Rows> done = transaction.Query(sql, {user_id});
      if (!done.ok()) return done.status();
    }
    const absl::StatusOr<base::pg::Rows> counted = transaction.Query(count_, {user_id});
    if (!counted.ok()) return counted.status();
    base::pg::RowReader reader(*counted, 0);
    return columns_.Read(reader);
  }

  const base::pg::Columns<Usage> columns_;
  const std::string find_;
  const std::string count_;
};

}  // namespace lossy::services
