#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "base/testing/tls_files.h"

namespace lossy::agent {

// Deletes objects of OpenSSL for std::unique_ptr.
struct SslFree {
  void operator()(SSL* session) const { SSL_free(session); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

// A new self-signed certificate for one host, and its key, for one test. Valid for a day.
class TestCertificate {
 public:
  // `san` has OpenSSL's form: "DNS:localhost", "IP:127.0.0.1".
  explicit TestCertificate(const std::string& san);

  // The path of a PEM file with the certificate. The destructor deletes it.
  const std::string& file() const { return files_.certificate(); }
  // The context for a server with this certificate. Valid as long as this object.
  SSL_CTX* context() const { return context_.get(); }

 private:
  const base::TlsFiles files_;
  const std::unique_ptr<SSL_CTX, SslFree> context_;
};

}  // namespace lossy::agent
