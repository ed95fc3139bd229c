#include "edge/http/http_request.h"

#include <algorithm>

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
  HttpProgress progress;
  std::size_t size = 0;
};

Parsed Parse(absl::string_view data) {
  Parsed parsed;
  const auto max_body = [](const HttpRequest& head) {
    return head.path == "/large" ? kMaxLargeBody : kMaxBody;
  };
  parsed.result =
      ParseHttpRequest(data, kMaxHeader, max_body, &parsed.request, &parsed.progress, &parsed.size);
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

TEST(HttpRequest, HasItsSizeAsSoonAsItsHeadIsComplete) {
  const std::size_t head = kPost.size() - 4;
  EXPECT_EQ(Parse(kPost.substr(0, head - 1)).progress.wanted, 0);
  EXPECT_EQ(Parse(kPost.substr(0, head)).progress.wanted, kPost.size());
  EXPECT_EQ(Parse(kPost.substr(0, kPost.size() - 1)).progress.wanted, kPost.size());
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

std::string InChunks(absl::string_view path, std::size_t size, std::size_t chunk) {
  std::string request =
      absl::StrCat("POST ", path, " HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (std::size_t rest = size; rest > 0; rest -= std::min(rest, chunk)) {
    const std::size_t bytes = std::min(rest, chunk);
    absl::StrAppend(&request, absl::Hex(bytes), "\r\n", std::string(bytes, 'x'), "\r\n");
  }
  return request + "0\r\n\r\n";
}

TEST(HttpRequest, MayBeAsLargeInChunks) {
  for (const std::size_t chunk : {std::size_t{7}, std::size_t{4096}, kMaxLargeBody}) {
    const Parsed large = Parse(InChunks("/large", kMaxLargeBody, chunk));
    EXPECT_EQ(large.result, HttpParse::kDone) << chunk;
    EXPECT_EQ(large.request.body, std::string(kMaxLargeBody, 'x')) << chunk;
    EXPECT_EQ(Parse(InChunks("/large", kMaxLargeBody + 1, chunk)).result, HttpParse::kBodyTooLarge)
        << chunk;
  }
  EXPECT_EQ(Parse(InChunks("/", kMaxBody, 1)).result, HttpParse::kDone);
  EXPECT_EQ(Parse(InChunks("/", kMaxBody + 1, 1)).result, HttpParse::kBodyTooLarge);
}

TEST(HttpRequest, InChunksIsReadOnFromWhereItWasIncomplete) {
  const std::string whole = InChunks("/large", 3000, 1000);
  HttpRequest request;
  HttpProgress progress;
  std::size_t size = 0;
  const auto max_body = [](const HttpRequest&) { return kMaxLargeBody; };
  std::uint32_t last = 0;
  for (std::size_t there = 1; there <= whole.size(); ++there) {
    if (there < progress.wanted) continue;
    request = {};
    const HttpParse result = ParseHttpRequest(absl::string_view(whole).substr(0, there), kMaxHeader,
                                              max_body, &request, &progress, &size);
    ASSERT_EQ(result, there < whole.size() ? HttpParse::kIncomplete : HttpParse::kDone) << there;
    EXPECT_GE(progress.chunk, last);
    last = progress.chunk;
  }
  EXPECT_EQ(size, whole.size());
  EXPECT_EQ(request.body, std::string(3000, 'x'));
}

TEST(HttpRequest, InChunksMayHaveExtensionsAndTrailers) {
  const absl::string_view chunked =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2;a=b;c=\"d;e\"\r\nab\r\n1 ; x\r\nc\r\n0;last\r\nDigest: x\r\nX-Y: z\r\n\r\n";
  const Parsed parsed = Parse(absl::StrCat(chunked, "GET"));
  ASSERT_EQ(parsed.result, HttpParse::kDone);
  EXPECT_EQ(parsed.request.body, "abc");
  EXPECT_EQ(parsed.size, chunked.size());
  EXPECT_EQ(parsed.request.Header("digest"), nullptr);
}

TEST(HttpRequest, InChunksIsRefusedWhereItsFramingIsWrong) {
  for (const std::string& body : {
           std::string("xyz\r\n"),
           std::string("\r\nab\r\n"),
           std::string("-1\r\n"),
           std::string("2 ab\r\n"),
           std::string("2\nab\r\n0\r\n\r\n"),
           std::string("2\r\nabc\r\n0\r\n\r\n"),
           std::string("2;a\nb\r\nab\r\n0\r\n\r\n"),
           std::string("10000000000000000\r\n"),
           std::string("0\r\nno colon\r\n\r\n"),
           std::string("0\r\na: b\r\n c\r\n\r\n"),
           absl::StrCat("0\r\na: ", std::string(kMaxHeader, 'x')),
           absl::StrCat("1;", std::string(8192, 'x')),
       }) {
    EXPECT_EQ(Parse(absl::StrCat("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
                                 "chunked\r\n\r\n",
                                 body))
                  .result,
              HttpParse::kMalformed)
        << body.substr(0, 40);
  }
  EXPECT_EQ(Parse("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                  "ffffffffffffffff\r\n")
                .result,
            HttpParse::kBodyTooLarge);
}

TEST(HttpRequest, InChunksIsRefusedWhenItIsNearlyAllFraming) {
  std::string request = "POST /large HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string chunk = absl::StrCat("1;", std::string(1000, 'x'), "\r\nx\r\n");
  for (int i = 0; i < 200; ++i) request += chunk;
  EXPECT_EQ(Parse(request).result, HttpParse::kMalformed);
}

TEST(HttpRequest, MayFollowEmptyLines) {
  const absl::string_view request = "\r\n\r\nGET /a HTTP/1.1\r\nHost: h\r\n\r\n";
  for (std::size_t size = 0; size < request.size(); ++size) {
    EXPECT_EQ(Parse(request.substr(0, size)).result, HttpParse::kIncomplete) << size;
  }
  const Parsed parsed = Parse(request);
  ASSERT_EQ(parsed.result, HttpParse::kDone);
  EXPECT_EQ(parsed.request.path, "/a");
  EXPECT_EQ(parsed.size, request.size());
  const std::string post = absl::StrCat("\r\n", kPost, "more");
  EXPECT_EQ(Parse(post).request.body, "body");
  EXPECT_EQ(Parse(post).size, kPost.size() + 2);
  EXPECT_EQ(Parse("\n").result, HttpParse::kMalformed);
  EXPECT_EQ(Parse("\rGET").result, HttpParse::kMalformed);
}

TEST(HttpRequest, MayHaveAnAbsoluteTarget) {
  const auto parse = [](absl::string_view method, absl::string_view target) {
    return Parse(absl::StrCat(method, " ", target, " HTTP/1.1\r\nHost: other\r\n\r\n"));
  };
  const Parsed parsed = parse("GET", "HTTP://h.example:4000/a/b?c=d");
  ASSERT_EQ(parsed.result, HttpParse::kDone);
  EXPECT_EQ(parsed.request.path, "/a/b");
  EXPECT_EQ(parsed.request.query, "c=d");
  EXPECT_EQ(*parsed.request.Header("host"), "h.example:4000");
  EXPECT_EQ(parse("GET", "https://h").request.path, "/");
  EXPECT_EQ(parse("GET", "http://h?x").request.query, "x");
  EXPECT_EQ(parse("OPTIONS", "http://h").request.path, "*");
  EXPECT_EQ(parse("OPTIONS", "*").request.path, "*");
  for (const char* target : {"http:///a", "ftp://h/a", "http://user@h/a", "h:443", "*", "a/b"}) {
    EXPECT_EQ(parse("GET", target).result, HttpParse::kMalformed) << target;
  }
  EXPECT_EQ(parse("CONNECT", "h:443").result, HttpParse::kMalformed);
}

TEST(HttpRequest, LeavesTheFollowingBytes) {
  const std::string two = absl::StrCat(kPost, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
  const Parsed first = Parse(two);
  ASSERT_EQ(first.result, HttpParse::kDone);
  EXPECT_EQ(first.size, kPost.size());
  const Parsed second = Parse(absl::string_view(two).substr(first.size));
  ASSERT_EQ(second.result, HttpParse::kDone);
  EXPECT_EQ(second.request.path, "/");
  EXPECT_EQ(second.request.body, "");
}

TEST(HttpRequest, MayHaveAChunkedBody) {
  const absl::string_view chunked =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
      "chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
  const Parsed parsed = Parse(absl::StrCat(chunked, "rest"));
  ASSERT_EQ(parsed.result, HttpParse::kDone);
  EXPECT_EQ(parsed.request.body, "abc");
  EXPECT_EQ(parsed.size, chunked.size());
}

TEST(HttpRequest, StatesIfTheConnectionStaysOpen) {
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
  // One byte more than the limit, in one piece and in two.
  const std::string lines =
      absl::StrCat("GET / HTTP/1.1\r\nHost: h\r\nx: ", std::string(kMaxHeader - 32, 'x'));
  EXPECT_EQ(Parse(absl::StrCat(lines, "\r\n\r\n")).result, HttpParse::kDone);
  EXPECT_EQ(Parse(absl::StrCat(lines, "x\r\n\r\n")).result, HttpParse::kHeaderTooLarge);
  const std::string target = absl::StrCat("GET /", std::string(kMaxHeader, 'x'));
  EXPECT_EQ(Parse(target).result, HttpParse::kTargetTooLong);
  EXPECT_EQ(Parse(absl::StrCat(target, " HTTP/1.1\r\nHost: h\r\n\r\n")).result,
            HttpParse::kTargetTooLong);
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
           "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: "
           "3\r\n\r\n0\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc",
           "POST / HTTP/1.1\r\nHost: h\r\nContent-Length : 3\r\n\r\nabc",
           "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
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

// RFC 9112, section 5.2.
TEST(HttpRequest, TakesAFoldedHeaderForOneLine) {
  const HttpRequest request =
      Parse("GET / HTTP/1.1\r\nHost: h\r\nX-A: a\r\n  b\r\n\tc\r\nX-B: d\r\n\r\n").request;
  ASSERT_NE(request.Header("x-a"), nullptr);
  EXPECT_EQ(*request.Header("x-a"), "a b c");
  EXPECT_EQ(*request.Header("x-b"), "d");
  EXPECT_EQ(Parse("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding:\r\n chunked\r\n"
                  "Content-Length: 5\r\n\r\n0\r\n\r\n")
                .result,
            HttpParse::kMalformed);
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
