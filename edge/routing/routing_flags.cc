#include "edge/routing/routing_flags.h"

#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/flags/flag_check.h"
#include "base/log/refuse_start.h"
#include "base/rpc/target.h"

ABSL_FLAG(std::string, upstreams, "",
          "Full service names and addresses: a.v1.A=host:port,…; a service has one entry for "
          "each of its addresses");

LOSSY_FLAG_CHECK(upstreams, [] {
  return lossy::edge::ParseServices(absl::GetFlag(FLAGS_upstreams)).status();
});

namespace lossy::edge {

absl::StatusOr<std::map<std::string, std::string>> ParseServices(absl::string_view text) {
  std::map<std::string, std::string> services;
  for (absl::string_view entry : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> pair = absl::StrSplit(entry, absl::MaxSplits('=', 1));
    if (pair.first.empty() || pair.second.empty()) {
      return absl::InvalidArgumentError(absl::StrCat("\"", entry, "\" is not service=address"));
    }
    std::string& all = services[pair.first];
    absl::StrAppend(&all, all.empty() ? "" : ",", pair.second);
  }
  for (const auto& [service, addresses] : services) {
    const absl::StatusOr<std::string> target = base::TargetOf(addresses);
    if (!target.ok()) return target.status();
  }
  return services;
}

std::map<std::string, std::string> UpstreamsFromFlags() {
  return base::ValueOrRefuseFlag("upstreams", ParseServices(absl::GetFlag(FLAGS_upstreams)));
}

}  // namespace lossy::edge
