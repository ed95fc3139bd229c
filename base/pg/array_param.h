#pragma once

#include "absl/types/span.h"
#include "base/pg/param.h"

namespace lossy::base::pg {

// Returns an array of the values, NULLs included. The statement determines the type of its
// elements: "$1::uuid[]". An element of Param::Bytes is of type bytea.
Param ArrayOf(absl::Span<const Param> values);

}  // namespace lossy::base::pg
