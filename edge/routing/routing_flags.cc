#include "edge/routing/routing_flags.h"

#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/log/refuse_start.h"

ABSL_FLAG(std::string, upstreams, "",
          "Full service names and addresses: a.v1.A=host:port,…; a service has one entry for "
          "each of its addresses");

namespace lossy::edge {

std::map<std::string, std::string> ParseServices(absl::string_view flag, absl::string_view text) {
  std::map<std::string, std::string> services;
  for (absl::string_view entry : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> pair = absl::StrSplit(entry, absl::MaxSplits('=', 1));
    if (pair.first.empty() || pair.second.empty()) {
      base::RefuseFlag(flag, absl::StrCat("\"", entry, "\" is not service=address"));
    }
    std::string& all = services[pair.first];
    absl::StrAppend(&all, all.empty() ? "" : ",", pair.second);
  }
  return services;
}

std::map<std::string, std::string> UpstreamsFromFlags() {
  return ParseServices("upstreams", absl::GetFlag(FLAGS_upstreams));
}

}  // namespace lossy::edge
