#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::base {

// The host of a "Host" header without its port, in lower case: "[::1]:4200" is "::1". Empty if the
// header has none.
std::string HostOf(absl::string_view header);

// True if `host` (see HostOf) names this machine's loopback: "localhost", 127.0.0.0/8 or "::1".
bool IsLoopbackHost(absl::string_view host);

// The hosts by which a server may be called. A page of a foreign site can make a browser resolve
// the site's name to this server's address (DNS rebinding), but then "Host" is the site's name.
// Immutable.
class HostList {
 public:
  // `names` are host names, separated by commas; "*" accepts every host.
  static HostList Parse(absl::string_view names);

  // Accepts loopback, IP addresses, which no site can claim, and the listed names. `header` is the
  // value of "Host".
  bool Accepts(absl::string_view header) const;

 private:
  std::vector<std::string> names_;
  bool all_ = false;
};

}  // namespace lossy::base
