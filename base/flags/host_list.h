#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace lossy::base {

// Returns the host of a "Host" header in lower case, without brackets and port: "::1" for
// "[::1]:4200". Returns an empty text if the header has no host.
std::string HostOf(absl::string_view header);

// True if `host` (see HostOf) names this machine's loopback: "localhost", 127.0.0.0/8 or "::1".
bool IsLoopbackHost(absl::string_view host);

// The host names under which a server answers. The check prevents DNS rebinding: a foreign site
// resolves its own name to this server's address, and the browser then sends requests with the
// site's name in "Host". Immutable, so all threads may use it.
class HostList {
 public:
  // `names` are host names, separated by commas; "*" accepts every host.
  static HostList Parse(absl::string_view names);

  // Returns true if the host is loopback, an IP address, or a listed name. A site cannot use an IP
  // address for DNS rebinding. `header` is the value of "Host".
  bool Accepts(absl::string_view header) const;

 private:
  std::vector<std::string> names_;
  bool all_ = false;  // The list has "*".
};

}  // namespace lossy::base
