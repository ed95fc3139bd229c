#include "services/shared/privacy/user_export.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/shared/privacy/erased_users.h"

namespace lossy::services {
namespace {

using base::pg::Rows;
using base::pg::Transaction;

// Most rows of one query.
constexpr int kPortion = 200;

// All statements of the transaction see the rows of one moment.
constexpr base::pg::Setting kOneSnapshot[] = {{"transaction_isolation", "'repeatable read'"}};

constexpr absl::string_view kCopies[] = {"outbox_set_aside", "requests"};

absl::Status GiveRows(const std::string& table, const Rows& rows, TakePart take) {
  for (int i = 0; i < rows.size(); ++i) {
    privacy::v1::ExportUserResponse part;
    part.mutable_row()->set_table(table);
    part.mutable_row()->set_json(std::string(rows.Text(i, 0)));
    if (absl::Status taken = take(part); !taken.ok()) return taken;
  }
  return absl::OkStatus();
}

// Reads the ctids of all rows first: within a snapshot they do not change.
absl::Status ExportTable(Transaction& transaction, const std::string& user_id,
                         const std::string& table, TakePart take) {
  const absl::StatusOr<Rows> places =
      transaction.Query(absl::StrCat("SELECT ctid FROM ", table, " WHERE user_id = $1"), {user_id});
  if (!places.ok()) return places.status();
  for (int begin = 0; begin < places->size(); begin += kPortion) {
    std::vector<std::string> portion;
    for (int i = begin; i < std::min(begin + kPortion, places->size()); ++i) {
      portion.push_back(absl::StrCat("\"", places->Text(i, 0), "\""));
    }
    const absl::StatusOr<Rows> rows = transaction.Query(
        absl::StrCat("SELECT to_jsonb(t) FROM ", table, " AS t WHERE ctid = ANY ($1::tid[])"),
        {absl::StrCat("{", absl::StrJoin(portion, ","), "}")});
    if (!rows.ok()) return rows.status();
    if (absl::Status given = GiveRows(table, *rows, take); !given.ok()) return given;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ExportRows(base::pg::Pool& pool, const std::string& user_id,
                        const std::vector<std::string>& without, TakePart take) {
  return pool.Transaction([&](Transaction& transaction) -> absl::Status {
    absl::Status begun = transaction.SetLocal(kOneSnapshot);
    if (!begun.ok()) return begun;
    const absl::StatusOr<std::vector<std::string>> tables = TablesOfUsers(transaction);
    if (!tables.ok()) return tables.status();
    for (const std::string& table : *tables) {
      if (absl::c_linear_search(without, table) || absl::c_linear_search(kCopies, table)) continue;
      const absl::Status exported = ExportTable(transaction, user_id, table, take);
      if (!exported.ok()) return exported;
    }
    return absl::OkStatus();
  });
}

}  // namespace lossy::services
