#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::edge {

// The address of a client or a proxy: IPv4, IPv6, or none, as behind a Unix socket. An IPv4 address
// and the IPv6 address that maps it (RFC 4291, section 2.5.5.2) are the same. A value of 16 bytes.
class IpAddress {
 public:
  using Bytes = std::array<std::uint8_t, 16>;

  // None.
  IpAddress() = default;

  // `bytes`: 4 or 16 of them, in network order.
  static IpAddress FromBytes(absl::string_view bytes);
  // A numeric address without a port. A scope ("%eth0") is dropped.
  static absl::optional<IpAddress> Parse(absl::string_view text);

  bool known() const { return bytes_ != Bytes(); }
  bool loopback() const;
  // As IPv6; an IPv4 address is mapped.
  const Bytes& bytes() const { return bytes_; }
  // "192.0.2.1", "2001:db8::1" or, of none, "".
  std::string ToString() const;

  friend bool operator==(const IpAddress& a, const IpAddress& b) { return a.bytes_ == b.bytes_; }

 private:
  bool mapped() const;

  Bytes bytes_{};  // All zero: none.
};

// A list of addresses and networks. Immutable.
class IpNetworks {
 public:
  // Comma-separated: "10.0.0.0/8, 2001:db8::/32, 127.0.0.1, unix". "unix" stands for clients of a
  // Unix socket, which have no address. INVALID_ARGUMENT names the entry that is none of these.
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
