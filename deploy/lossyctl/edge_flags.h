#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::lossyctl {

// The flags of commands that are clients of edges.

// Returns the URLs of --edge.
std::vector<std::string> EdgeUrls();

// Returns the file of --edge_ca; empty: the authorities of the system.
std::string EdgeAuthorities();

// Returns the token in --user_token_file, or else a token of `user`, valid for a minute, that
// --user_key signs for --user_audience. Returns an empty text without these flags, and
// InvalidArgument if a file cannot be used.
absl::StatusOr<std::string> UserToken(absl::string_view user);

}  // namespace lossy::lossyctl
