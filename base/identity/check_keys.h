#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// Checks of key files for --check_config. They read the files once and keep nothing.

// Returns OK if JwksFile::Open accepts the files, which are separated by commas; otherwise its
// error.
absl::Status CheckJwks(absl::string_view paths);

// Returns OK if the file holds one private JWK that can sign (TokenIssuer::FromFile); otherwise the
// error.
absl::Status CheckSigningKey(const std::string& path);

}  // namespace lossy::base
