#pragma once

#include <sys/types.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// A regular file of at most 1 MiB. Messages name the path, never the contents.
absl::StatusOr<std::string> ReadKeyFile(const std::string& path);

// Replaces `path` by a file with these contents and this mode: a reader sees the old file or the
// new one, and the contents are never readable with a wider mode.
absl::Status WriteKeyFile(const std::string& path, absl::string_view contents, mode_t mode);

// The same for a path where there is no file yet: AlreadyExists if there is one, also if another
// process makes it at the same time.
absl::Status WriteNewKeyFile(const std::string& path, absl::string_view contents, mode_t mode);

}  // namespace lossy::base
