#pragma once

#include <cstddef>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "base/pg/pool.h"

namespace lossy::base::pg {

// Writes the items with these numbers. If it cannot write some of them for a reason of their own,
// it appends their numbers to `rejected` and returns an error, which for a single item is the
// item's. It must assign its results each time.
using WriteItems =
    absl::FunctionRef<absl::Status(Transaction& transaction, absl::Span<const std::size_t> items,
                                   std::vector<std::size_t>& rejected)>;

// Writes the items 0 to `count` - 1 in one transaction. Returns the status of each item, or nullopt
// if the caller must write the item alone: with `count` 1, in a transaction of its own.
//
// An item that cannot be written fails alone. After a failure the function writes the items that
// `write` did not reject once more. It returns nullopt for the rejected ones and, if the others
// fail again or `write` rejected none, for all. UNAVAILABLE is the status of all items that are not
// written yet, because it is no item's fault.
//
// Errors: those of Pool::Transaction.
std::vector<absl::optional<absl::Status>> WriteTogether(Pool& pool, std::size_t count,
                                                        WriteItems write);

// Returns the results of the items: `written[i]`, or the error of its status. nullopt stays, for an
// item that the caller must write alone.
template <typename T, typename Written>
std::vector<absl::optional<absl::StatusOr<T>>> ResultsOf(
    const std::vector<absl::optional<absl::Status>>& statuses, const Written& written) {
  std::vector<absl::optional<absl::StatusOr<T>>> results(statuses.size());
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    if (!statuses[i]) continue;
    if (statuses[i]->ok()) {
      results[i].emplace(written[i]);
    } else {
      results[i].emplace(*statuses[i]);
    }
  }
  return results;
}

}  // namespace lossy::base::pg
