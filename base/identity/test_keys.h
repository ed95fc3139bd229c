#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Each function returns a new private key as the JSON of a JWK with the id `kid`. OpenSSL makes the
// keys without the code under test.
std::string NewHs256Jwk(absl::string_view kid);
std::string NewRs256Jwk(absl::string_view kid, int bits = 2048);
std::string NewEs256Jwk(absl::string_view kid);
std::string NewEdDsaJwk(absl::string_view kid);

}  // namespace lossy::base
