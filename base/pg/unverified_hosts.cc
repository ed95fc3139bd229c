#include "base/pg/unverified_hosts.h"

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/flags/host_list.h"
#include "base/pg/conninfo.h"

namespace lossy::base::pg {
namespace {

// "/run/postgresql", or "@name" for an abstract socket.
bool IsUnixSocket(absl::string_view host) {
  return host.empty() || absl::StartsWith(host, "/") || absl::StartsWith(host, "@");
}

}  // namespace

absl::StatusOr<std::vector<std::string>> UnverifiedHosts(const std::string& url) {
  absl::StatusOr<std::map<std::string, std::string>> parsed = Conninfo(url);
  if (!parsed.ok()) return parsed.status();
  std::map<std::string, std::string>& parameters = *parsed;
  std::vector<std::string> unverified;
  if (parameters["sslmode"] == "verify-full") return unverified;
  // libpq connects to the addresses if it has both.
  const std::string& hosts =
      parameters["hostaddr"].empty() ? parameters["host"] : parameters["hostaddr"];
  for (const absl::string_view host : absl::StrSplit(hosts, ',')) {
    if (!IsUnixSocket(host) && !IsLoopbackHost(host)) unverified.emplace_back(host);
  }
  return unverified;
}

}  // namespace lossy::base::pg
