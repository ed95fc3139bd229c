#include "edge/net/proxy_header.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using Result = ProxyHeader::Result;

constexpr absl::string_view kSignature("\r\n\r\n\0\r\nQUIT\n", 12);

struct Parsed {
  Result result;
  std::size_t size;
  std::string client;
};

Parsed Parse(absl::string_view data) {
  ProxyHeader header;
  const Result result = ParseProxyHeader(data, &header);
  return {result, header.size, header.client ? header.client->ToString() : "none"};
}

// Returns a header of version 2 with this command and family.
std::string V2(int command, int family, absl::string_view rest) {
  return absl::StrCat(
      kSignature,
      std::string{static_cast<char>(command), static_cast<char>(family),
                  static_cast<char>(rest.size() >> 8), static_cast<char>(rest.size())},
      rest);
}

const std::string kV4("\xc0\x00\x02\x01\x0a\x00\x00\x01\x12\x34\x0f\xa0", 12);
const std::string kV6 = absl::StrCat(std::string("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16),
                                     std::string(16, '\1'), std::string("\x12\x34\x0f\xa0", 4));

void ExpectClient(const std::string& header, absl::string_view client) {
  for (std::size_t size = 0; size < header.size(); ++size) {
    EXPECT_EQ(Parse(header.substr(0, size)).result, Result::kIncomplete) << size;
  }
  const Parsed parsed = Parse(absl::StrCat(header, "GET / HTTP/1.1\r\n"));
  EXPECT_EQ(parsed.result, Result::kDone) << client;
  EXPECT_EQ(parsed.size, header.size()) << client;
  EXPECT_EQ(parsed.client, std::string(client));
}

TEST(ProxyHeaderTest, Version1NamesTheClient) {
  ExpectClient("PROXY TCP4 192.0.2.1 10.0.0.1 56324 443\r\n", "192.0.2.1");
  ExpectClient("PROXY TCP6 2001:db8::1 ::1 56324 443\r\n", "2001:db8::1");
}

TEST(ProxyHeaderTest, Version2NamesTheClient) {
  ExpectClient(V2(0x21, 0x11, kV4), "192.0.2.1");
  ExpectClient(V2(0x21, 0x21, kV6), "2001:db8::1");
}

TEST(ProxyHeaderTest, Version2MayHaveFurtherValues) {
  ExpectClient(V2(0x21, 0x11, absl::StrCat(kV4, std::string("\x04\x00\x03\0\0\0", 6))),
               "192.0.2.1");
  ExpectClient(V2(0x21, 0x11, absl::StrCat(kV4, std::string(1000, '\0'))), "192.0.2.1");
}

TEST(ProxyHeaderTest, NamesNoClientWhereTheProxyKnowsNone) {
  ExpectClient("PROXY UNKNOWN\r\n", "none");
  ExpectClient("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", "none");
  ExpectClient(V2(0x20, 0x00, ""), "none");
  ExpectClient(V2(0x20, 0x11, kV4), "none");
  ExpectClient(V2(0x21, 0x00, ""), "none");
  ExpectClient(V2(0x21, 0x31, std::string(216, '/')), "none");
}

TEST(ProxyHeaderTest, IsMalformedOtherwise) {
  for (const std::string& header : {
           std::string("GET / HTTP/1.1\r\n"),
           std::string("PROXY TCP4 192.0.2.1 10.0.0.1 56324\r\n"),
           std::string("PROXY TCP4 2001:db8::1 ::1 56324 443\r\n"),
           std::string("PROXY TCP6 192.0.2.1 10.0.0.1 56324 443\r\n"),
           std::string("PROXY TCP4 192.0.2.1 10.0.0.1 65536 443\r\n"),
           std::string("PROXY TCP4 192.0.2.1 10.0.0.1 -1 443\r\n"),
           std::string("PROXY TCP4 192.0.2 10.0.0.1 1 443\r\n"),
           std::string("PROXY TCP5 192.0.2.1 10.0.0.1 1 443\r\n"),
           absl::StrCat("PROXY UNKNOWN ", std::string(200, 'x')),
           V2(0x11, 0x11, kV4),
           V2(0x22, 0x11, kV4),
           V2(0x21, 0x11, kV4.substr(1)),
           V2(0x21, 0x21, kV4),
       }) {
    EXPECT_EQ(Parse(header).result, Result::kMalformed) << header;
  }
}

}  // namespace
}  // namespace lossy::edge
