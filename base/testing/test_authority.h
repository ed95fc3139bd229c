#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"

namespace lossy::base {

// For tests: a new certificate authority, valid for ten years, that issues certificates. Its key
// exists in memory only.
class TestAuthority {
 public:
  struct Request {
    // Subject alternative names in the form of OpenSSL: "DNS:localhost", "IP:127.0.0.1",
    // "URI:spiffe://lossy/edge".
    std::vector<std::string> names;
    // The start and the end of the validity, from now.
    absl::Duration from = -absl::Hours(1);
    absl::Duration until = absl::Hours(24 * 365);
    std::string common_name = "test";
    // The size of an RSA key in bits; 0: the key is P-256.
    unsigned int rsa_bits = 0;
  };

  // PEM texts.
  struct Issued {
    std::string certificate;
    std::string key;
  };

  explicit TestAuthority(const std::string& name = "test authority");
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  // Returns a new certificate for both ends of TLS, and its new key.
  Issued Issue(const Request& request) const;

  // Returns the certificate of the authority as PEM.
  const std::string& certificate() const { return certificate_; }

 private:
  struct Parts;  // Keeps OpenSSL out of this header's users.

  Parts* const parts_;
  std::string certificate_;
};

}  // namespace lossy::base
