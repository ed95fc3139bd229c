#pragma once

#include <sys/types.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// Returns the contents of a regular file of at most 1 MiB. An error's message contains the path,
// never the contents.
absl::StatusOr<std::string> ReadKeyFile(const std::string& path);

// Replaces the file `path` atomically: a reader sees the old file or the new one. The new file has
// `mode` from its creation, so its contents are never readable with a wider mode.
absl::Status WriteKeyFile(const std::string& path, absl::string_view contents, mode_t mode);

// Creates the file `path` in the same way. Returns AlreadyExists if `path` exists, also if another
// process creates it at the same time.
absl::Status WriteNewKeyFile(const std::string& path, absl::string_view contents, mode_t mode);

}  // namespace lossy::base
