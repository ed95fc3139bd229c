#pragma once

#include <openssl/evp.h>

#include <string>

#include "absl/strings/string_view.h"

namespace lossy::base {

// The signatures of JWS (RFC 7518, RFC 8037), made and checked by OpenSSL. Thread-safe. Signing
// returns an empty string when OpenSSL refuses, which a sound private key never makes it do.

std::string SignHs256(absl::string_view secret, absl::string_view bytes);
bool VerifyHs256(absl::string_view secret, absl::string_view bytes, absl::string_view signature);

std::string SignRs256(EVP_PKEY* key, absl::string_view bytes);
bool VerifyRs256(EVP_PKEY* key, absl::string_view bytes, absl::string_view signature);

std::string SignEs256(EVP_PKEY* key, absl::string_view bytes);
bool VerifyEs256(EVP_PKEY* key, absl::string_view bytes, absl::string_view signature);

std::string SignEd25519(EVP_PKEY* key, absl::string_view bytes);
bool VerifyEd25519(EVP_PKEY* key, absl::string_view bytes, absl::string_view signature);

}  // namespace lossy::base
