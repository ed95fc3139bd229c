#include "base/trace/trace_endpoint.h"

#include <string>

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(ParseTraceEndpoint, HasTheDefaultsOfOtlp) {
  const absl::StatusOr<TraceEndpoint> endpoint = ParseTraceEndpoint("https://traces.example.com");
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  EXPECT_TRUE(endpoint->tls);
  EXPECT_EQ(endpoint->host, "traces.example.com");
  EXPECT_EQ(endpoint->path, "/v1/traces");
  EXPECT_EQ(endpoint->Authority(), "traces.example.com:4318");
}

TEST(ParseTraceEndpoint, ReadsPortAndPath) {
  const absl::StatusOr<TraceEndpoint> endpoint =
      ParseTraceEndpoint("http://[::1]:9000/otlp/v1/traces");
  ASSERT_TRUE(endpoint.ok()) << endpoint.status();
  EXPECT_FALSE(endpoint->tls);
  EXPECT_EQ(endpoint->host, "::1");
  EXPECT_EQ(endpoint->Authority(), "[::1]:9000");
  EXPECT_EQ(endpoint->path, "/otlp/v1/traces");
}

TEST(ParseTraceEndpoint, AcceptsPlainHttpForLoopbackOnly) {
  EXPECT_TRUE(ParseTraceEndpoint("http://localhost:4318").ok());
  EXPECT_TRUE(ParseTraceEndpoint("http://127.0.0.1:4318/").ok());
  EXPECT_FALSE(ParseTraceEndpoint("http://traces.example.com").ok());
  EXPECT_FALSE(ParseTraceEndpoint("http://10.0.0.1:4318").ok());
}

TEST(ParseTraceEndpoint, RejectsOtherTexts) {
  for (const std::string text :
       {"traces.example.com:4318", "grpc://h", "https://", "https://:4318",
        "https://h:", "https://h:0", "https://h:70000", "https://h:1x", "https://u:p@h",
        "https://[::1", "https://h/a b", "https://h/?q=1", "https://h/#f"}) {
    EXPECT_FALSE(ParseTraceEndpoint(text).ok()) << text;
  }
}

}  // namespace
}  // namespace lossy::base
