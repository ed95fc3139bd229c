#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace lossy::agent {

// Deletes objects of OpenSSL.
struct SslFree {
  void operator()(SSL* session) const { SSL_free(session); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

// A self-signed certificate for one host and its key, made for one test. Valid for a day.
class TestCertificate {
 public:
  // `san` has OpenSSL's form: "DNS:localhost", "IP:127.0.0.1".
  explicit TestCertificate(const std::string& san);
  ~TestCertificate();

  // A PEM file with the certificate. Deleted with this object.
  const std::string& file() const { return file_; }
  // The context for a server with this certificate. Valid as long as this object.
  SSL_CTX* context() const { return context_.get(); }

 private:
  std::unique_ptr<SSL_CTX, SslFree> context_;
  std::string file_;
};

}  // namespace lossy::agent
