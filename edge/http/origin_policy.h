#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::edge {

// Decides which web pages may use the edge, by the origin that the browser sends. Entries are
// "scheme://host:port". An entry without a scheme ("//host") or port accepts any, except that http
// and https imply their port. "*.example.org" is that host and all below it;
// "chrome-extension://*" is every host of that scheme. Immutable, so thread-safe.
class OriginPolicy {
 public:
  // Parses entries that are separated by commas. Returns INVALID_ARGUMENT with the first entry that
  // is malformed.
  static absl::StatusOr<OriginPolicy> Parse(absl::string_view entries);

  // Returns true if a page with that Origin header may use the edge. A request without the header
  // does not come from a page; the caller accepts it without asking.
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
