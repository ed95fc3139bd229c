#pragma once

#include <openssl/evp.h>

#include <array>
#include <memory>

#include "absl/strings/string_view.h"

namespace lossy::base {

// A SHA-256 hash, under which a cache stores what it knows about a token.
using TokenDigest = std::array<unsigned char, 32>;

// Computes the digests. Thread-safe.
class TokenHasher {
 public:
  TokenHasher() : sha256_(EVP_MD_fetch(nullptr, "SHA256", nullptr)) {}

  TokenDigest operator()(absl::string_view bytes) const {
    TokenDigest digest;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, sha256_.get(), nullptr);
    return digest;
  }

 private:
  struct MdFree {
    void operator()(EVP_MD* md) const { EVP_MD_free(md); }
  };

  // Looked up once: OpenSSL's own look-up costs more than hashing a token.
  const std::unique_ptr<EVP_MD, MdFree> sha256_;
};

}  // namespace lossy::base
