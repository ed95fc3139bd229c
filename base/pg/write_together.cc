#include "base/pg/write_together.h"

#include <algorithm>
#include <numeric>

namespace lossy::base::pg {
namespace {

absl::Status Write(Pool& pool, absl::Span<const std::size_t> items, WriteItems write,
                   std::vector<std::size_t>& rejected) {
  return pool.Transaction([&](Transaction& transaction) {
    rejected.clear();
    return write(transaction, items, rejected);
  });
}

// Returns the items that are not in `rejected`.
std::vector<std::size_t> Others(absl::Span<const std::size_t> items,
                                absl::Span<const std::size_t> rejected) {
  std::vector<std::size_t> others;
  for (const std::size_t item : items) {
    if (std::find(rejected.begin(), rejected.end(), item) == rejected.end()) {
      others.push_back(item);
    }
  }
  return others;
}

}  // namespace

std::vector<absl::optional<absl::Status>> WriteTogether(Pool& pool, std::size_t count,
                                                        WriteItems write) {
  using Statuses = std::vector<absl::optional<absl::Status>>;
  std::vector<std::size_t> items(count);
  std::iota(items.begin(), items.end(), std::size_t{0});
  std::vector<std::size_t> rejected;
  absl::Status status = Write(pool, items, write, rejected);
  if (status.ok() || count == 1 || absl::IsUnavailable(status)) return Statuses(count, status);
  Statuses statuses(count);
  if (rejected.empty()) return statuses;
  const std::vector<std::size_t> others = Others(items, rejected);
  if (others.empty()) return statuses;
  status = Write(pool, others, write, rejected);
  if (absl::IsUnavailable(status)) return Statuses(count, status);
  if (!status.ok()) return statuses;
  for (const std::size_t item : others) statuses[item] = absl::OkStatus();
  return statuses;
}

}  // namespace lossy::base::pg
