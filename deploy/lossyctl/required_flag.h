#pragma once

#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace lossy::lossyctl {

// Returns the flag's value, or InvalidArgument if it is empty.
inline absl::StatusOr<std::string> Required(const absl::Flag<std::string>& flag) {
  std::string value = absl::GetFlag(flag);
  if (!value.empty()) return value;
  return absl::InvalidArgumentError(
      absl::StrCat("--", absl::GetFlagReflectionHandle(flag).Name(), " is missing"));
}

}  // namespace lossy::lossyctl
