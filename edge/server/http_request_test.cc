#include "edge/server/http_request.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr std::size_t kMaxHeader = 1024;
constexpr std::size_t kMaxBody = 100;
constexpr std::size_t kMaxLargeBody = 1 << 20;

struct Parsed {
  HttpParse result;
  HttpRequest request;
  std::size_t size = 0;
};

Parsed Parse(absl::string_view data) {
  Parsed parsed;
  const auto max_body = [](const HttpRequest& head) {
    return head.path == "/large" ? kMaxLargeBody : kMaxBody;
  };
  parsed.result = ParseHttpRequest(data, kMaxHeader, max_body, &parsed.request, &parsed.size);
  return parsed;
}

constexpr absl::string_view kPost =
    "POST /api/x?a=1&b=%20 HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nX-Twice: 1\r\n"
    "x-twice: 2\r\n\r\nbody";

TEST(HttpRequest, HasAllItsParts) {
  const Parsed parsed = Parse(kPost);
  ASSERT_EQ(parsed.result, HttpParse::kDone);
  EXPECT_EQ(parsed.size, kPost.size());
  EXPECT_EQ(parsed.request.method, "POST");
  EXPECT_EQ(parsed.request.path, "/api/x");
  EXPECT_EQ(parsed.request.query, "a=1&b=%20");
  EXPECT_EQ(parsed.request.body, "body");
  EXPECT_THAT(parsed.request.headers, ElementsAre(Pair("host", "h"), Pair("content-length", "4"),
                                                  Pair("x-twice", "1"), Pair("x-twice", "2")));
  EXPECT_TRUE(parsed.request.http_1_1);
  EXPECT_TRUE(parsed.request.keep_alive);
}

TEST(HttpRequest, IsIncompleteUntilItsLastByte) {
  for (std::size_t size = 0; size < kPost.size(); ++size) {
    EXPECT_EQ(Parse(kPost.substr(0, size)).result, HttpParse::kIncomplete) << size;
  }
}

TEST(HttpRequest, SaysHowLargeItIsAsSoonAsItsHeadIsThere) {
  const std::size_t head = kPost.size() - 4;
  EXPECT_EQ(Parse(kPost.substr(0, head - 1)).size, 0);
  EXPECT_EQ(Parse(kPost.substr(0, head)).size, kPost.size());
  EXPECT_EQ(Parse(kPost.substr(0, kPost.size() - 1)).size, kPost.size());
}

TEST(HttpRequest, MayBeLargerWhereItsPathAllows) {
  const auto request = [](absl::string_view path, std::size_t size) {
    return absl::StrCat("POST ", path, "?a HTTP/1.1\r\nHost: h\r\nContent-Length: ", size,
                        "\r\n\r\n", std::string(size, 'x'));
  };
  const Parsed large = Parse(request("/large", kMaxLargeBody));
  EXPECT_EQ(large.result, HttpParse::kDone);
  EXPECT_EQ(large.request.body.size(), kMaxLargeBody);
  EXPECT_EQ(Parse(request("/large", kMaxLargeBody + 1)).result, HttpParse::kBodyTooLarge);
  EXPECT_EQ(Parse(request("/", kMaxLargeBody)).result, HttpParse::kBodyTooLarge);
}

TEST(HttpRequest, IsNeverLargeInChunks) {
  const auto chunk = [](std::size_t size) {
    return absl::StrCat("POST /large HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
                        absl::Hex(size), "\r\n", std::string(size, 'x'), "\r\n0\r\n\r\n");
  };
  EXPECT_EQ(Parse(chunk(kMaxChunkedBytes)).result, HttpParse::kDone);
  EXPECT_EQ(Parse(chunk(kMaxChunkedBytes + 1)).result, HttpParse::kBodyTooLarge);
}

TEST(HttpRequest, LeavesWhatComesBehindIt) {
  const std::string two = absl::StrCat(kPost, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const Parsed first = Parse(two);
  ASSERT_EQ(first.result, HttpParse::kDone);
  EXPECT_EQ(first.size, kPost.size());
  const Parsed second = Parse(absl::string_view(two).substr(first.size));
  ASSERT_EQ(second.result, HttpParse::kDone);
  EXPECT_EQ(second.request.path, "/");
  EXPECT_EQ(second.request.body, "");
}

TEST(HttpRequest, MayComeInChunks) {
  const absl::string_view chunked =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
      "chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
  const Parsed parsed = Parse(absl::StrCat(chunked, "rest"));
  ASSERT_EQ(parsed.result, HttpParse::kDone);
  EXPECT_EQ(parsed.request.body, "abc");
  EXPECT_EQ(parsed.size, chunked.size());
}

TEST(HttpRequest, SaysWhetherTheConnectionStays) {
  const auto keeps = [](absl::string_view head) {
    return Parse(absl::StrCat(head, "\r\n\r\n")).request.keep_alive;
  };
  EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: h"));
  EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: h\r\nConnection: close"));
  EXPECT_FALSE(keeps("GET / HTTP/1.0"));
  EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive"));
  EXPECT_FALSE(Parse("GET / HTTP/1.0\r\n\r\n").request.http_1_1);
}

TEST(HttpRequest, IsTooLargeBeyondItsLimits) {
  const std::string header =
      absl::StrCat("GET / HTTP/1.1\r\nHost: h\r\nx: ", std::string(kMaxHeader, 'x'));
  EXPECT_EQ(Parse(header).result, HttpParse::kHeaderTooLarge);
  EXPECT_EQ(Parse(absl::StrCat(header, "\r\n\r\n")).result, HttpParse::kHeaderTooLarge);
  // Just beyond, in one piece as in two.
  const std::string lines =
      absl::StrCat("GET / HTTP/1.1\r\nHost: h\r\nx: ", std::string(kMaxHeader - 32, 'x'));
  EXPECT_EQ(Parse(absl::StrCat(lines, "\r\n\r\n")).result, HttpParse::kDone);
  EXPECT_EQ(Parse(absl::StrCat(lines, "x\r\n\r\n")).result, HttpParse::kHeaderTooLarge);
  const std::string target = absl::StrCat("GET /", std::string(kMaxHeader, 'x'));
  EXPECT_EQ(Parse(target).result, HttpParse::kHeaderTooLarge);
  const auto body = [](std::size_t size) {
    return absl::StrCat("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: ", size, "\r\n\r\n",
                        std::string(size, 'x'));
  };
  EXPECT_EQ(Parse(body(kMaxBody)).result, HttpParse::kDone);
  EXPECT_EQ(Parse(body(kMaxBody + 1)).result, HttpParse::kBodyTooLarge);
  const absl::string_view chunks =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n";
  EXPECT_EQ(Parse(absl::StrCat(chunks, std::string(101, 'x'), "\r\n0\r\n\r\n")).result,
            HttpParse::kBodyTooLarge);
}

TEST(HttpRequest, IsMalformedWhenItIsNoHttp) {
  for (const absl::string_view data : {
           "\x16\x03\x01\x02\x01",  // TLS.
           "hello\r\n\r\n",
           "GET / HT\r\n\r\n",
           "GET / HT\r\n\r\nTP/1.1\r\n\r\n",
           "GET / HTTP/2.0\r\n\r\n",
           "GET  / HTTP/1.1\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: h\r\nbad name: x\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
           "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: "
           "chunked\r\n\r\n0\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
       }) {
    EXPECT_EQ(Parse(data).result, HttpParse::kMalformed) << data;
  }
}

TEST(HttpRequest, HasOneHost) {
  EXPECT_EQ(Parse("GET / HTTP/1.1\r\n\r\n").result, HttpParse::kMalformed);
  EXPECT_EQ(Parse("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n").result, HttpParse::kMalformed);
  EXPECT_EQ(Parse("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n").result, HttpParse::kMalformed);
  EXPECT_EQ(Parse("GET / HTTP/1.0\r\n\r\n").result, HttpParse::kDone);
}

TEST(HttpRequest, HasNoTransferCodingButChunks) {
  const auto coded = [](absl::string_view version, absl::string_view codings) {
    return Parse(absl::StrCat("POST / HTTP/", version, "\r\nHost: h\r\n", codings,
                              "\r\n\r\n0\r\n\r\n"))
        .result;
  };
  EXPECT_EQ(coded("1.1", "Transfer-Encoding: Chunked"), HttpParse::kDone);
  for (const absl::string_view codings :
       {"Transfer-Encoding: gzip", "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked"}) {
    EXPECT_EQ(coded("1.1", codings), HttpParse::kUnknownCoding) << codings;
  }
  EXPECT_EQ(coded("1.0", "Transfer-Encoding: chunked"), HttpParse::kMalformed);
}

TEST(HttpRequest, FindsHeadersByName) {
  const HttpRequest request = Parse(kPost).request;
  ASSERT_NE(request.Header("x-twice"), nullptr);
  EXPECT_EQ(*request.Header("x-twice"), "1");
  EXPECT_EQ(request.Header("x-never"), nullptr);
}

TEST(HttpRequest, SplitsHeadersIntoTokens) {
  const HttpRequest request =
      Parse("GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive,  Upgrade\r\nconnection:X\r\n\r\n")
          .request;
  EXPECT_THAT(request.HeaderTokens("connection"), ElementsAre("keep-alive", "upgrade", "x"));
  EXPECT_THAT(request.HeaderTokens("upgrade"), IsEmpty());
}

}  // namespace
}  // namespace lossy::edge
