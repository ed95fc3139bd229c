#include "edge/server/http_response.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "edge/server/http_request.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

// The lines of a response's head that has this header.
std::vector<std::string> Lines(const std::string& value) {
  HttpResponse response = EmptyResponse(204);
  response.headers.emplace_back("x-echo", value);
  const std::string encoded = response.Encode(/*keep_alive=*/true);
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
    std::size_t size = 0;
    const HttpParse parsed = ParseHttpRequest(
        data, 1000, [](const HttpRequest&) { return std::size_t{100}; }, &request, &size);
    if (parsed != HttpParse::kDone) continue;
    const std::string* origin = request.Header("origin");
    ASSERT_NE(origin, nullptr) << byte;
    EXPECT_EQ(Lines(*origin).size(), 3) << byte;
  }
}

}  // namespace
}  // namespace lossy::edge
