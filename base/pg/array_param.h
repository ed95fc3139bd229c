#pragma once

#include <vector>

#include "absl/types/span.h"
#include "base/pg/param.h"

namespace lossy::base::pg {

// Returns an array of the values, NULLs included. The statement determines the type of its
// elements: "$1::uuid[]". An element of Param::Bytes is of type bytea.
Param ArrayOf(absl::Span<const Param> values);

// Returns an array of `value(item)` for each item.
template <typename Items, typename Value>
Param ArrayOf(const Items& items, Value value) {
  std::vector<Param> values;
  values.reserve(items.size());
  for (const auto& item : items) values.push_back(value(item));
  return ArrayOf(values);
}

// Returns an array for each column of the rows, which must all have the same number of values.
std::vector<Param> ArraysOf(std::vector<std::vector<Param>> rows);

}  // namespace lossy::base::pg
