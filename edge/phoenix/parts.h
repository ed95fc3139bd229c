#pragma once

#include <array>
#include <cstddef>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// A message to send, in parts that are joined when it is encoded. The parts point to the arguments
// of the function that returns them, and to constants.
template <std::size_t N>
using Parts = std::array<absl::string_view, N>;

}  // namespace lossy::edge
