#pragma once

#include <string>

#include "absl/types/optional.h"

namespace lossy::services {

// For a column in which NULL stands for what is an empty string here.
inline absl::optional<std::string> OrNull(const std::string& text) {
  if (text.empty()) return absl::nullopt;
  return text;
}

}  // namespace lossy::services
