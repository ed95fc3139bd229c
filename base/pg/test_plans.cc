#include "base/pg/test_plans.h"

#include <algorithm>

#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/pg/row_reader.h"
#include "gtest/gtest.h"

namespace lossy::base::pg {
namespace {

std::vector<std::string> Lines(const Rows& rows) {
  std::vector<std::string> lines;
  for (int i = 0; i < rows.size(); ++i) lines.emplace_back(rows.Text(i, 0));
  return lines;
}

std::vector<std::string> Explain(Queries& queries, absl::string_view name, int parameters) {
  const std::vector<absl::string_view> nulls(static_cast<std::size_t>(parameters), "NULL");
  const absl::StatusOr<Rows> plan = queries.Query(
      absl::StrCat("EXPLAIN (COSTS OFF) EXECUTE ", name,
                   nulls.empty() ? "" : absl::StrCat("(", absl::StrJoin(nulls, ", "), ")")));
  EXPECT_TRUE(plan.ok()) << plan.status();
  return plan.ok() ? Lines(*plan) : std::vector<std::string>();
}

bool IsOnOneOf(absl::string_view line, absl::Span<const absl::string_view> tables) {
  return std::any_of(tables.begin(), tables.end(), [&](absl::string_view table) {
    const std::string on = absl::StrCat(" on ", table);
    return absl::EndsWith(line, on) || absl::StrContains(line, absl::StrCat(on, " "));
  });
}

bool IsNode(absl::string_view line) { return absl::StrContains(line, "->"); }

// True if the plan node at line `at` has an index condition among its own lines.
bool HasCondition(const std::vector<std::string>& plan, std::size_t at) {
  for (std::size_t i = at + 1; i < plan.size() && !IsNode(plan[i]); ++i) {
    if (absl::StrContains(plan[i], "Index Cond:")) return true;
  }
  return false;
}

bool ReadsAllOfOneOf(const std::vector<std::string>& plan,
                     absl::Span<const absl::string_view> tables) {
  for (std::size_t i = 0; i < plan.size(); ++i) {
    if (!IsOnOneOf(plan[i], tables)) continue;
    if (absl::StrContains(plan[i], "Seq Scan")) return true;
    const bool index =
        absl::StrContains(plan[i], "Index Scan") || absl::StrContains(plan[i], "Index Only Scan");
    if (index && !HasCondition(plan, i)) return true;
  }
  return false;
}

// Returns the prepared statements whose generic plan is one that `is_found` accepts.
std::vector<std::string> Find(
    Queries& queries, absl::FunctionRef<bool(const std::vector<std::string>& plan)> is_found) {
  const absl::StatusOr<Rows> prepared = queries.Query(
      "SELECT name, statement, coalesce(array_length(parameter_types, 1), 0) "
      "FROM pg_prepared_statements WHERE statement ~* '^\\s*(SELECT|INSERT|UPDATE|DELETE|WITH)'");
  EXPECT_TRUE(prepared.ok()) << prepared.status();
  EXPECT_TRUE(queries.Query("SET plan_cache_mode = force_generic_plan").ok());
  std::vector<std::string> found;
  for (int i = 0; prepared.ok() && i < prepared->size(); ++i) {
    RowReader reader(*prepared, i);
    const auto name = reader.Next<absl::string_view>();
    const auto statement = reader.Next<absl::string_view>();
    const std::vector<std::string> plan = Explain(queries, name, reader.Next<int>());
    if (is_found(plan)) found.push_back(absl::StrCat(statement, "\n", absl::StrJoin(plan, "\n")));
  }
  EXPECT_TRUE(queries.Query("RESET plan_cache_mode").ok());
  return found;
}

}  // namespace

std::vector<std::string> FullScans(Queries& queries, absl::Span<const absl::string_view> tables) {
  return Find(queries,
              [&](const std::vector<std::string>& plan) { return ReadsAllOfOneOf(plan, tables); });
}

std::vector<std::string> Sorts(Queries& queries, absl::string_view table) {
  return Find(queries, [&](const std::vector<std::string>& plan) {
    const auto is_on_table = [&](absl::string_view line) { return IsOnOneOf(line, {table}); };
    const auto is_sort = [](absl::string_view line) {
      return absl::EndsWith(line, "->  Sort") || absl::EndsWith(line, "->  Incremental Sort") ||
             line == "Sort";
    };
    return std::any_of(plan.begin(), plan.end(), is_on_table) &&
           std::any_of(plan.begin(), plan.end(), is_sort);
  });
}

}  // namespace lossy::base::pg
