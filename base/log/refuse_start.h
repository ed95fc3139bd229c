#pragma once

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// Logs the event `start_refused` with `problem`, which states what is wrong and what would be
// right, and ends the process with status 1. A tool, whose log has no name (InitLog), writes
// `problem` alone to standard error. No destructor runs, so running threads cannot use destroyed
// objects.
[[noreturn]] void RefuseStart(absl::string_view problem);

// Refuses the start because of the flag `name`: the problem is "--NAME: `problem`".
[[noreturn]] void RefuseFlag(absl::string_view name, absl::string_view problem);

// Returns the value that was made from the flag `name`. Refuses the start with its error.
template <typename T>
T ValueOrRefuseFlag(absl::string_view name, absl::StatusOr<T> value) {
  if (!value.ok()) RefuseFlag(name, value.status().message());
  return *std::move(value);
}

}  // namespace lossy::base
