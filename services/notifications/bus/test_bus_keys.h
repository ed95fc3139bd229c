#pragma once

#include <unistd.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/identity/base64url.h"
#include "base/identity/key_file.h"
#include "base/time/clock.h"
#include "gtest/gtest.h"
#include "services/notifications/bus/bus_keys.h"

namespace lossy::notifications {

// Returns the contents of a key file with these secrets, each padded to 32 bytes.
inline std::string BusKeysJson(const std::vector<std::string>& secrets) {
  return absl::StrCat("{\"keys\":[",
                      absl::StrJoin(secrets, ",",
                                    [](std::string* out, std::string secret) {
                                      secret.resize(BusKey::kLeastSecretBytes, '.');
                                      absl::StrAppend(out, R"({"kty":"oct","k":")",
                                                      base::Base64UrlEncode(secret), "\"}");
                                    }),
                      "]}");
}

// A temporary key file for tests. The destructor deletes it.
class TestBusKeys {
 public:
  explicit TestBusKeys(const std::vector<std::string>& secrets = {"ours"}) {
    char pattern[] = "/tmp/lossy-bus-keys-XXXXXX";
    close(mkstemp(pattern));
    path_ = pattern;
    Write(BusKeysJson(secrets));
  }
  ~TestBusKeys() { unlink(path_.c_str()); }
  TestBusKeys(const TestBusKeys&) = delete;
  TestBusKeys& operator=(const TestBusKeys&) = delete;

  const std::string& path() const { return path_; }

  void Write(const std::string& contents) {
    EXPECT_TRUE(base::WriteKeyFile(path_, contents, 0600).ok());
  }

  std::shared_ptr<BusKeyFile> Open(const base::Clock& clock = base::RealClock()) const {
    return *BusKeyFile::Open(path_, clock);
  }

 private:
  std::string path_;
};

}  // namespace lossy::notifications
