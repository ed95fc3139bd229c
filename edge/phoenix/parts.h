#pragma once

#include <array>
#include <cstddef>

#include "absl/strings/string_view.h"

namespace lossy::edge {

// A frame to send, in pieces to be gathered. They point to the arguments and to constants.
template <std::size_t N>
using Parts = std::array<absl::string_view, N>;

}  // namespace lossy::edge
