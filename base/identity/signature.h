#pragma once

#include <openssl/evp.h>

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Make and verify the signatures of JWS (RFC 7518, RFC 8037) with OpenSSL. `bytes` is the text that
// is signed. A Sign function returns an empty string if OpenSSL fails, which does not happen with a
// valid private key. Thread-safe.

std::string SignHs256(absl::string_view secret, absl::string_view bytes);
bool VerifyHs256(absl::string_view secret, absl::string_view bytes, absl::string_view signature);

std::string SignRs256(EVP_PKEY* key, absl::string_view bytes);
bool VerifyRs256(EVP_PKEY* key, absl::string_view bytes, absl::string_view signature);

std::string SignEs256(EVP_PKEY* key, absl::string_view bytes);
bool VerifyEs256(EVP_PKEY* key, absl::string_view bytes, absl::string_view signature);

std::string SignEd25519(EVP_PKEY* key, absl::string_view bytes);
bool VerifyEd25519(EVP_PKEY* key, absl::string_view bytes, absl::string_view signature);

}  // namespace lossy::base
