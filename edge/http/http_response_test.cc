#include "edge/http/http_response.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "edge/http/http_request.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Returns the lines of the head of a response that has this header.
std::vector<std::string> Lines(const std::string& value) {
  HttpResponse response = EmptyResponse(200);
  response.headers.emplace_back("x-echo", value);
  const std::string encoded = response.Encode({});
  return absl::StrSplit(encoded.substr(0, encoded.find("\r\n\r\n")), "\r\n");
}

TEST(HttpResponse, NoHeaderAddsALine) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string value = absl::StrCat("a", std::string(1, static_cast<char>(byte)), "b");
    const std::vector<std::string> lines = Lines(value);
    const bool legal = byte == '\t' || (byte >= ' ' && byte != 0x7f);
    ASSERT_EQ(lines.size(), legal ? 3 : 2) << byte;
    EXPECT_EQ(lines[1], legal ? absl::StrCat("x-echo: ", value) : "content-length: 0") << byte;
  }
}

// Some responses repeat a header of their request.
TEST(HttpResponse, ARequestsHeaderIsRefusedOrCanBeRepeated) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string data = absl::StrCat("GET / HTTP/1.1\r\nhost: localhost\r\norigin: a",
                                          std::string(1, static_cast<char>(byte)), "b\r\n\r\n");
    HttpRequest request;
    HttpProgress progress;
    std::size_t size = 0;
    const HttpParse parsed = ParseHttpRequest(
        data, 1000, [](const HttpRequest&) { return std::size_t{100}; }, &request, &progress,
        &size);
    if (parsed != HttpParse::kDone) continue;
    const std::string* origin = request.Header("origin");
    ASSERT_NE(origin, nullptr) << byte;
    EXPECT_EQ(Lines(*origin).size(), 3) << byte;
  }
}

TEST(HttpResponse, HasALengthUnlessItsStatusHasNoBody) {
  EXPECT_THAT(TextResponse(200, "ok").Encode({}), EndsWith("\r\ncontent-length: 2\r\n\r\nok"));
  EXPECT_THAT(EmptyResponse(404).Encode({}), EndsWith("\r\ncontent-length: 0\r\n\r\n"));
  for (const int status : {100, 204, 304}) {
    EXPECT_THAT(EmptyResponse(status).Encode({}), Not(HasSubstr("content-length"))) << status;
  }
}

TEST(HttpResponse, ToAHeadRequestHasTheLengthAndNoBody) {
  EXPECT_THAT(TextResponse(200, "ok").Encode({.head = true}),
              EndsWith("\r\ncontent-length: 2\r\n\r\n"));
}

TEST(HttpResponse, HasAConnectionHeaderWhereTheClientNeedsIt) {
  EXPECT_THAT(EmptyResponse(200).Encode({}), Not(HasSubstr("connection: ")));
  EXPECT_THAT(EmptyResponse(200).Encode({.keep_alive = false}),
              HasSubstr("\r\nconnection: close\r\n"));
  EXPECT_THAT(EmptyResponse(200).Encode({.http_1_1 = false}),
              HasSubstr("\r\nconnection: keep-alive\r\n"));
}

TEST(HttpResponse, NamesTheMethodsOfAResource) {
  EXPECT_THAT(MethodsResponse("OPTIONS", "GET, HEAD").Encode({}),
              AllOf(StartsWith("HTTP/1.1 204 "), HasSubstr("\r\nallow: GET, HEAD\r\n")));
  EXPECT_THAT(MethodsResponse("PUT", "GET, HEAD").Encode({}),
              AllOf(StartsWith("HTTP/1.1 405 "), HasSubstr("\r\nallow: GET, HEAD\r\n")));
}

}  // namespace
}  // namespace lossy::edge
