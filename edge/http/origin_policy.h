#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::edge {

// Decides which web pages may use the edge, by the "Origin" header that the browser sends (RFC
// 6454). Immutable, so thread-safe.
//
// An entry of the policy is "scheme://host:port":
//
// - "//host" accepts any scheme.
// - Without a port, the entry accepts any port; http and https imply their default port.
// - "*.example.org" accepts example.org and all hosts below it.
// - "chrome-extension://*" accepts every host of that scheme.
class OriginPolicy {
 public:
  // Parses comma-separated entries. Returns INVALID_ARGUMENT with the first malformed entry.
  static absl::StatusOr<OriginPolicy> Parse(absl::string_view entries);

  // Returns true if a page with this "Origin" header may use the edge. A request without the header
  // does not come from a page, so the caller must accept it without this check.
  bool Allows(absl::string_view origin) const;

 private:
  struct Entry {
    std::string scheme;  // Empty: any scheme.
    std::string host;    // "*": any host. "*.x": x and all below it.
    int port = 0;        // 0: any port.
  };

  static bool Parse(absl::string_view text, Entry* entry);
  static bool HostMatches(absl::string_view pattern, absl::string_view host);

  std::vector<Entry> entries_;
};

}  // namespace lossy::edge
