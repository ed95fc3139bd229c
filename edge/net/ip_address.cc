#include "edge/net/ip_address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace lossy::edge {
namespace {

// A mapped IPv4 address begins with these 12 bytes.
constexpr std::uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int kMappedBits = 96;
constexpr int kIpv6Bits = 128;

bool SamePrefix(const IpAddress::Bytes& a, const IpAddress::Bytes& b, int bits) {
  const auto bytes = static_cast<std::size_t>(bits / 8);
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(bytes), b.begin())) {
    return false;
  }
  const int rest = bits % 8;
  return rest == 0 || (a[bytes] ^ b[bytes]) >> (8 - rest) == 0;
}

absl::Status NoNetwork(absl::string_view entry) {
  return absl::InvalidArgumentError(absl::StrCat(
      "\"", entry, "\" is no address, no network like 10.0.0.0/8 or 2001:db8::/32, and not unix"));
}

}  // namespace

IpAddress IpAddress::FromBytes(absl::string_view bytes) {
  IpAddress address;
  const std::size_t start = bytes.size() == 4 ? sizeof kMapped : 0;
  if (start + bytes.size() != address.bytes_.size()) return address;
  if (start > 0) std::copy(std::begin(kMapped), std::end(kMapped), address.bytes_.begin());
  std::memcpy(address.bytes_.data() + start, bytes.data(), bytes.size());
  return address;
}

absl::optional<IpAddress> IpAddress::Parse(absl::string_view text) {
  const std::string host(text.substr(0, text.find('%')));
  char bytes[16];
  if (inet_pton(AF_INET, host.c_str(), bytes) == 1) return FromBytes({bytes, 4});
  if (inet_pton(AF_INET6, host.c_str(), bytes) == 1) return FromBytes({bytes, 16});
  return absl::nullopt;
}

bool IpAddress::mapped() const {
  return std::equal(std::begin(kMapped), std::end(kMapped), bytes_.begin());
}

bool IpAddress::loopback() const {
  if (mapped()) return bytes_[12] == 127;
  return std::count(bytes_.begin(), bytes_.end() - 1, 0) == 15 && bytes_[15] == 1;
}

std::string IpAddress::ToString() const {
  if (!known()) return {};
  char text[INET6_ADDRSTRLEN];
  const int family = mapped() ? AF_INET : AF_INET6;
  return inet_ntop(family, bytes_.data() + (mapped() ? sizeof kMapped : 0), text, sizeof text);
}

absl::StatusOr<IpNetworks> IpNetworks::Parse(absl::string_view text) {
  IpNetworks list;
  for (absl::string_view entry : absl::StrSplit(text, ',')) {
    entry = absl::StripAsciiWhitespace(entry);
    if (entry.empty() && text.empty()) break;
    if (entry == "unix") {
      list.unix_ = true;
      continue;
    }
    const std::pair<absl::string_view, absl::string_view> halves =
        absl::StrSplit(entry, absl::MaxSplits('/', 1));
    const absl::optional<IpAddress> address = IpAddress::Parse(halves.first);
    if (!address) return NoNetwork(entry);
    const int skipped = halves.first.find(':') == absl::string_view::npos ? kMappedBits : 0;
    int bits = kIpv6Bits - skipped;
    if (halves.first.size() < entry.size() &&
        (!absl::SimpleAtoi(halves.second, &bits) || bits < 0 || bits > kIpv6Bits - skipped)) {
      return NoNetwork(entry);
    }
    list.networks_.push_back({.prefix = address->bytes(), .bits = skipped + bits});
  }
  return list;
}

bool IpNetworks::Contain(const IpAddress& address) const {
  if (!address.known()) return unix_;
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& each) {
    return SamePrefix(address.bytes(), each.prefix, each.bits);
  });
}

}  // namespace lossy::edge
