#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace lossy::agent {

struct SslFree {
  void operator()(SSL* session) const { SSL_free(session); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

// A self-signed certificate for one host, and its key, made up for a test.
class TestCertificate {
 public:
  // `san` as OpenSSL spells it: "DNS:localhost", "IP:127.0.0.1".
  explicit TestCertificate(const std::string& san);
  ~TestCertificate();

  // A PEM file that trusts it. Deleted with this object.
  const std::string& file() const { return file_; }
  // For a server that shows it.
  SSL_CTX* context() const { return context_.get(); }

 private:
  std::unique_ptr<SSL_CTX, SslFree> context_;
  std::string file_;
};

}  // namespace lossy::agent
