#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::edge {

// The address of a client or a proxy: IPv4, IPv6, or unknown (over a Unix socket). An IPv4 address
// equals the IPv6 address that maps it (RFC 4291, section 2.5.5.2). A value type.
class IpAddress {
 public:
  using Bytes = std::array<std::uint8_t, 16>;

  // The unknown address.
  IpAddress() = default;

  // Returns the address whose 4 or 16 bytes, in network order, are `bytes`.
  static IpAddress FromBytes(absl::string_view bytes);
  // Parses a numeric address without a port. Drops a scope ("%eth0"). Returns nullopt for any other
  // text.
  static absl::optional<IpAddress> Parse(absl::string_view text);

  bool known() const { return bytes_ != Bytes(); }
  bool loopback() const;
  // Returns the bytes of the IPv6 address. An IPv4 address is mapped to one.
  const Bytes& bytes() const { return bytes_; }
  // Returns text such as "192.0.2.1" or "2001:db8::1", or "" for the unknown address.
  std::string ToString() const;

  friend bool operator==(const IpAddress& a, const IpAddress& b) { return a.bytes_ == b.bytes_; }

 private:
  bool mapped() const;

  Bytes bytes_{};  // All zero: unknown.
};

// A set of addresses and networks. Immutable, so thread-safe.
class IpNetworks {
 public:
  // Parses a comma-separated list such as "10.0.0.0/8, 2001:db8::/32, 127.0.0.1, unix". The entry
  // "unix" is the unknown address, which clients of a Unix socket have. Returns INVALID_ARGUMENT
  // with the first malformed entry.
  static absl::StatusOr<IpNetworks> Parse(absl::string_view text);

  bool Contain(const IpAddress& address) const;

 private:
  struct Network {
    IpAddress::Bytes prefix;
    int bits;
  };

  std::vector<Network> networks_;
  bool unix_ = false;
};

}  // namespace lossy::edge
