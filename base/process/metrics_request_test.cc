#include "base/process/metrics_request.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

absl::optional<std::string> Answer(absl::string_view request) {
  return AnswerMetricsRequest(request, HostList::Parse("notes"),
                              [] { return std::string("x 1\n"); });
}

TEST(MetricsRequestTest, IsAnsweredWhenItsHeadIsComplete) {
  const absl::string_view request = "\r\nGET /metrics?a=1 HTTP/1.1\r\nHost: notes:4203\r\n\r\n";
  for (std::size_t size = 0; size < request.size(); ++size) {
    EXPECT_FALSE(Answer(request.substr(0, size)).has_value()) << size;
  }
  const std::string answer = Answer(request).value();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\ncontent-length: 4\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nx 1\n"));
}

TEST(MetricsRequestTest, MayHaveAnAbsoluteTarget) {
  EXPECT_THAT(Answer("GET http://notes:1/metrics HTTP/1.1\r\nHost: notes\r\n\r\n").value(),
              StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(Answer("GET http://evil.example/metrics HTTP/1.1\r\nHost: notes\r\n\r\n").value(),
              StartsWith("HTTP/1.1 403 "));
}

TEST(MetricsRequestTest, ToAHeadRequestHasTheLengthAndNoBody) {
  const std::string answer = Answer("HEAD /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").value();
  EXPECT_THAT(answer, HasSubstr("\r\ncontent-length: 4\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
  EXPECT_THAT(Answer("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n").value(), EndsWith("\r\n\r\n"));
}

TEST(MetricsRequestTest, IsRefusedWithAReason) {
  EXPECT_THAT(Answer("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").value(), HasSubstr(" 404 "));
  EXPECT_THAT(Answer("POST /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n").value(),
              HasSubstr("\r\nallow: GET, HEAD\r\n"));
  for (const char* request : {"hello\r\n\r\n", "GET metrics HTTP/1.1\r\nHost: localhost\r\n\r\n",
                              "GET /metrics HTTP/2.0\r\nHost: localhost\r\n\r\n",
                              "GET /metrics HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
                              "GET /metrics HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
                              "GET /metrics HTTP/1.1\r\nHost : localhost\r\n\r\n"}) {
    EXPECT_THAT(Answer(request).value(), StartsWith("HTTP/1.1 400 ")) << request;
  }
  EXPECT_THAT(Answer(std::string(kMaxMetricsHeadBytes + 1, 'x')).value(), HasSubstr(" 431 "));
  EXPECT_FALSE(Answer(std::string(kMaxMetricsHeadBytes, 'x')).has_value());
}

}  // namespace
}  // namespace lossy::base
