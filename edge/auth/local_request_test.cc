#include "edge/auth/local_request.h"

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

bool IsLocal(std::vector<std::pair<std::string, std::string>> headers) {
  HttpRequest request;
  request.headers = std::move(headers);
  return IsLocalRequest(request);
}

TEST(LocalRequestTest, NamesLoopback) {
  for (const char* host : {"localhost:4000", "127.0.0.1", "[::1]:4000"}) {
    EXPECT_TRUE(IsLocal({{"host", host}})) << host;
  }
  for (const char* host : {"evil.example", "192.168.0.9:4000", "localhost.evil.example", ""}) {
    EXPECT_FALSE(IsLocal({{"host", host}})) << host;
  }
  EXPECT_FALSE(IsLocal({}));
}

TEST(LocalRequestTest, CameThroughNoProxy) {
  for (const char* header : {"forwarded", "via", "x-real-ip", "x-forwarded-for",
                             "x-forwarded-proto", "x-forwarded-host"}) {
    EXPECT_FALSE(IsLocal({{"host", "localhost"}, {header, "127.0.0.1"}})) << header;
  }
}

}  // namespace
}  // namespace lossy::edge
