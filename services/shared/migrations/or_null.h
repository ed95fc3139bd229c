#pragma once

#include <string>

#include "absl/types/optional.h"

namespace lossy::services {

// Returns the value of a column in which NULL stands for an empty text.
inline absl::optional<std::string> OrNull(const std::string& text) {
  if (text.empty()) return absl::nullopt;
  return text;
}

}  // namespace lossy::services
