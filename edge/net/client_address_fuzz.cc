#include <cstddef>
#include <cstdint>
#include <string>

#include "base/testing/fuzzing.h"
#include "edge/net/forwarded.h"
#include "edge/net/proxy_header.h"

namespace {

using lossy::base::Require;
using lossy::edge::ForwardedClient;
using lossy::edge::IpAddress;
using lossy::edge::IpNetworks;
using lossy::edge::ParseProxyHeader;
using lossy::edge::ProxyHeader;

void CheckProxyHeader(absl::string_view input) {
  ProxyHeader header;
  const ProxyHeader::Result result = ParseProxyHeader(input, &header);
  if (result != ProxyHeader::Result::kDone) return;
  Require(header.size <= input.size(), "a header is made of what is there");
  ProxyHeader again;
  Require(ParseProxyHeader(input.substr(0, header.size), &again) == result,
          "what follows a header does not matter");
  Require(ParseProxyHeader(input.substr(0, header.size - 1), &again) ==
              ProxyHeader::Result::kIncomplete,
          "a part of a header is incomplete");
}

void CheckForwarded(absl::string_view input) {
  static const IpNetworks trusted = *IpNetworks::Parse("10.0.0.0/8");
  const IpAddress peer = IpAddress::Parse("10.0.0.1").value();
  const IpAddress stranger = IpAddress::Parse("192.0.2.1").value();
  for (const char* name : {"forwarded", "x-forwarded-for"}) {
    Require(ForwardedClient({{name, std::string(input)}}, peer, trusted).known(),
            "a client has an address");
    Require(ForwardedClient({{name, std::string(input)}}, stranger, trusted) == stranger,
            "a stranger's headers do not matter");
    Require(ForwardedClient({{name, std::string(input)}, {name, "for=192.0.2.9"}}, peer, trusted) ==
                ForwardedClient({{name, "for=192.0.2.9"}}, peer, trusted),
            "what stands before an untrusted address does not matter");
  }
}

}  // namespace

// Parses the input as the start of a connection from a proxy, and as a header with the client's
// address.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  CheckProxyHeader(input);
  CheckForwarded(input);
  return 0;
}
