#include "base/pg/unverified_hosts.h"

#include <postgresql/libpq-fe.h>

#include <map>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/flags/host_list.h"

namespace lossy::base::pg {
namespace {

struct OptionsFree {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using OptionsPtr = std::unique_ptr<PQconninfoOption, OptionsFree>;
using Parameters = std::map<std::string, std::string>;

// Adds the parameters that `parameters` does not have yet.
void Add(const PQconninfoOption* options, Parameters* parameters) {
  for (; options->keyword != nullptr; ++options) {
    if (options->val != nullptr) parameters->emplace(options->keyword, options->val);
  }
}

// "/run/postgresql", or "@name" for an abstract socket.
bool IsUnixSocket(absl::string_view host) {
  return host.empty() || absl::StartsWith(host, "/") || absl::StartsWith(host, "@");
}

}  // namespace

absl::StatusOr<std::vector<std::string>> UnverifiedHosts(const std::string& url) {
  const OptionsPtr parsed(PQconninfoParse(url.c_str(), nullptr));
  if (parsed == nullptr) {
    // libpq's own message repeats parts of the URL, which may contain a password.
    return absl::InvalidArgumentError(
        "must be a libpq URL, as postgresql://user@host:5432/database");
  }
  Parameters parameters;
  Add(parsed.get(), &parameters);
  if (const OptionsPtr defaults(PQconndefaults()); defaults != nullptr) {
    Add(defaults.get(), &parameters);
  }
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
