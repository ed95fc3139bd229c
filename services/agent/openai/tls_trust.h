#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace lossy::agent {

struct SslFree {
  void operator()(SSL* session) const { SSL_free(session); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

using SslSession = std::unique_ptr<SSL, SslFree>;

// What a TLS server must prove before it hears a word: that a certificate authority we trust knows
// it by the name that we called. Thread-safe.
class TlsTrust {
 public:
  // `ca_file` has certificates in PEM; empty: those of the system. INVALID_ARGUMENT: there are none
  // in it.
  static absl::StatusOr<TlsTrust> Load(const std::string& ca_file);

  // For one connection to `host`, a name or an address.
  SslSession NewSession(const std::string& host) const;

  // Why a handshake failed, as far as it was the certificate. Empty: it was not.
  static std::string Distrust(const SSL& session);

 private:
  explicit TlsTrust(std::unique_ptr<SSL_CTX, SslFree> context) : context_(std::move(context)) {}

  std::unique_ptr<SSL_CTX, SslFree> context_;
};

}  // namespace lossy::agent
