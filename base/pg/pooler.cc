#include "base/pg/pooler.h"

#include <cstdint>

namespace lossy::base::pg {
namespace {

// A pooler may assign its server processes first in, first out, or last in, first out. Two queries
// in a row on each connection detect both, independent of other clients.
constexpr int kRounds = 4;

absl::StatusOr<std::int64_t> AnsweringProcess(Connection& connection) {
  const absl::StatusOr<Rows> rows = connection.Run("SELECT pg_backend_pid()");
  if (!rows.ok()) return rows.status();
  return rows->Int(0, 0);
}

}  // namespace

absl::StatusOr<bool> IsPooled(Connection& connection) {
  const absl::StatusOr<std::int64_t> process = AnsweringProcess(connection);
  if (!process.ok()) return process.status();
  return *process != connection.announced_process();
}

absl::Status RequireSessionMode(Connection& one, Connection& other) {
  const absl::StatusOr<std::int64_t> ones = AnsweringProcess(one);
  if (!ones.ok()) return ones.status();
  const absl::StatusOr<std::int64_t> others = AnsweringProcess(other);
  if (!others.ok()) return others.status();
  bool shared = *ones == *others;
  for (int i = 0; i < 2 * kRounds && !shared; ++i) {
    const bool first = i % 4 < 2;
    const absl::StatusOr<std::int64_t> now = AnsweringProcess(first ? other : one);
    if (!now.ok()) return now.status();
    shared = *now != (first ? *others : *ones);
  }
  if (!shared) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "--database_url leads to a pooler in transaction or statement mode, which gives the "
      "statements of one connection to several server processes. Session advisory locks, prepared "
      "statements and settings belong to one process and would be lost. Set pool_mode=session for "
      "this database, or connect to PostgreSQL itself");
}

}  // namespace lossy::base::pg
