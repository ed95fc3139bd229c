#pragma once

#include <array>
#include <cstddef>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// The text of a message to send, in parts that the encoder joins. The parts point to the arguments
// of the function that returns them, and to constants. The arguments must outlive the parts.
template <std::size_t N>
using Parts = std::array<absl::string_view, N>;

}  // namespace lossy::edge
