#pragma once

#include <string>

namespace lossy::notifications {

// A self-signed certificate for 127.0.0.1 and its key, as PEM files. The destructor deletes them.
class TestTlsFiles {
 public:
  TestTlsFiles();
  ~TestTlsFiles();
  TestTlsFiles(const TestTlsFiles&) = delete;
  TestTlsFiles& operator=(const TestTlsFiles&) = delete;

  // The path of the certificate, which is also the file of its authority.
  const std::string& certificate() const { return certificate_; }
  const std::string& key() const { return key_; }

 private:
  std::string certificate_;
  std::string key_;
};

}  // namespace lossy::notifications
