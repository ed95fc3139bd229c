#include "deploy/lossyctl/doctor/process_address.h"

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/net/replica_addresses.h"

namespace lossy::lossyctl {

std::string ProcessAddress::Name() const { return absl::StrCat(process, " ", address); }

std::vector<ProcessAddress> Resolve(absl::string_view process, absl::string_view list,
                                    Findings& findings) {
  std::vector<ProcessAddress> endpoints;
  for (absl::string_view text : absl::StrSplit(list, ',', absl::SkipWhitespace())) {
    text = absl::StripAsciiWhitespace(text);
    const std::string subject = absl::StrCat(process, " ", text);
    const absl::StatusOr<std::vector<std::string>> addresses = base::ResolveReplicas(text);
    if (!addresses.ok()) {
      findings.Fail("resolve", subject, addresses.status().message(),
                    "correct the address in the flag of lossyctl, or add the name to the DNS");
      continue;
    }
    findings.Ok("resolve", subject, absl::StrJoin(*addresses, ", "));
    for (const std::string& address : *addresses) {
      endpoints.push_back({std::string(process), std::string(text), address});
    }
  }
  return endpoints;
}

}  // namespace lossy::lossyctl
