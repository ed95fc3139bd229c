#include "edge/net/proxy_header.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace lossy::edge {
namespace {

using Result = ProxyHeader::Result;

// https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt, sections 2.1 and 2.2.
constexpr absl::string_view kV1Start = "PROXY ";
constexpr std::size_t kMaxV1Bytes = 107;
constexpr absl::string_view kV2Start("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t kV2FixedBytes = 16;
constexpr int kLocal = 0x20;
constexpr int kProxied = 0x21;

// Returns true if the shorter text is a prefix of the other.
bool Agree(absl::string_view data, absl::string_view start) {
  const std::size_t size = std::min(data.size(), start.size());
  return data.substr(0, size) == start.substr(0, size);
}

bool IsPort(absl::string_view text) {
  int port = 0;
  return std::all_of(text.begin(), text.end(), absl::ascii_isdigit) &&
         absl::SimpleAtoi(text, &port) && port <= 65535;
}

bool IsV6(absl::string_view address) { return absl::StrContains(address, ":"); }

Result ParseV1(absl::string_view data, ProxyHeader* header) {
  const std::size_t end = data.substr(0, kMaxV1Bytes).find("\r\n");
  if (end == absl::string_view::npos) {
    return data.size() < kMaxV1Bytes ? Result::kIncomplete : Result::kMalformed;
  }
  header->size = end + 2;
  const std::vector<absl::string_view> words = absl::StrSplit(data.substr(0, end), ' ');
  if (words[1] == "UNKNOWN") return Result::kDone;
  const bool v6 = words[1] == "TCP6";
  if ((words[1] != "TCP4" && !v6) || words.size() != 6) return Result::kMalformed;
  header->client = IpAddress::Parse(words[2]);
  const bool addresses = header->client && IsV6(words[2]) == v6 && IsV6(words[3]) == v6 &&
                         IpAddress::Parse(words[3]).has_value();
  return addresses && IsPort(words[4]) && IsPort(words[5]) ? Result::kDone : Result::kMalformed;
}

// Returns the bytes of two addresses and their ports, or 0 if they are not IP addresses.
std::size_t AddressBytes(int family) {
  switch (family >> 4) {
    case 1:
      return 4;
    case 2:
      return 16;
    default:
      return 0;
  }
}

Result ParseV2(absl::string_view data, ProxyHeader* header) {
  if (data.size() < kV2FixedBytes) return Result::kIncomplete;
  const auto byte = [data](std::size_t i) { return static_cast<unsigned char>(data[i]); };
  const int command = byte(12);
  if (command != kLocal && command != kProxied) return Result::kMalformed;
  const std::size_t length = static_cast<std::size_t>(byte(14)) << 8 | byte(15);
  const std::size_t address = AddressBytes(byte(13));
  const bool proxied = command == kProxied && address > 0;
  if (proxied && length < 2 * address + 4) return Result::kMalformed;
  header->size = kV2FixedBytes + length;
  if (data.size() < header->size) return Result::kIncomplete;
  if (proxied) header->client = IpAddress::FromBytes(data.substr(kV2FixedBytes, address));
  return Result::kDone;
}

}  // namespace

Result ParseProxyHeader(absl::string_view data, ProxyHeader* header) {
  if (Agree(data, kV2Start)) {
    return data.size() < kV2Start.size() ? Result::kIncomplete : ParseV2(data, header);
  }
  if (Agree(data, kV1Start)) {
    return data.size() < kV1Start.size() ? Result::kIncomplete : ParseV1(data, header);
  }
  return Result::kMalformed;
}

}  // namespace lossy::edge
