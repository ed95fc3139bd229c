#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// New private keys as JWKs, made by OpenSSL alone.
std::string NewHs256Jwk(absl::string_view kid);
std::string NewRs256Jwk(absl::string_view kid, int bits = 2048);
std::string NewEs256Jwk(absl::string_view kid);
std::string NewEdDsaJwk(absl::string_view kid);

}  // namespace lossy::base
