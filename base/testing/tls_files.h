#pragma once

#include <string>

namespace lossy::base {

// For tests: a new self-signed certificate for one host, valid for a day, and its key, as PEM
// files. The destructor deletes the files.
class TlsFiles {
 public:
  // `host` is a subject alternative name in the form of OpenSSL: "DNS:localhost", "IP:127.0.0.1".
  explicit TlsFiles(const std::string& host);
  ~TlsFiles();
  TlsFiles(const TlsFiles&) = delete;
  TlsFiles& operator=(const TlsFiles&) = delete;

  // The path of the certificate, which is also the file of its authority.
  const std::string& certificate() const { return certificate_; }
  // The path of the private key.
  const std::string& key() const { return key_; }

 private:
  std::string certificate_;
  std::string key_;
};

}  // namespace lossy::base
