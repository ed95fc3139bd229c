#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::base {

// Owning pointers to objects of OpenSSL.
struct OpensslFree {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using X509Ptr = std::unique_ptr<X509, OpensslFree>;
using PrivateKeyPtr = std::unique_ptr<EVP_PKEY, OpensslFree>;

// Both functions leave nothing in OpenSSL's error queue. Their errors state the remedy, and contain
// neither a path nor a part of the text. Thread-safe.

// Returns all certificates of a PEM text, at least one. Skips other blocks, such as a private key.
absl::StatusOr<std::vector<X509Ptr>> ParseCertificates(absl::string_view pem);

// Returns the first private key of a PEM text. The key must not be encrypted.
absl::StatusOr<PrivateKeyPtr> ParsePrivateKey(absl::string_view pem);

}  // namespace lossy::base
