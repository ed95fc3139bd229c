#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace lossy::edge {

// Which web pages may talk to the edge. Entries are "scheme://host:port"; a missing scheme
// ("//host") or port means any, except that a scheme of http or https implies its port.
// "*.example.org" is that host and every one below it; "chrome-extension://*" is every host of that
// scheme. Immutable.
class OriginPolicy {
 public:
  // Entries are separated by commas. INVALID_ARGUMENT names the one that is wrong.
  static absl::StatusOr<OriginPolicy> Parse(absl::string_view entries);

  // `origin` is the header's value. No header at all is no page, and not asked about.
  bool Allows(absl::string_view origin) const;

 private:
  struct Entry {
    std::string scheme;  // Empty: any.
    std::string host;    // "*": any. "*.x": x and below.
    int port = 0;        // 0: any.
  };

  static bool Parse(absl::string_view text, Entry* entry);
  static bool HostMatches(absl::string_view pattern, absl::string_view host);

  std::vector<Entry> entries_;
};

}  // namespace lossy::edge
