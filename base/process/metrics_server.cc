#include "base/process/metrics_server.h"

#include <CivetServer.h>

#include <exception>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "prometheus/exposer.h"

namespace lossy::base {
namespace {

// Civetweb's callback has no argument of ours.
const HostList* accepted_hosts = nullptr;

// Returns 0 for a request that the server is to answer.
int RefuseForeignHosts(mg_connection* connection) {
  constexpr int kForbidden = 403;
  const char* host = mg_get_header(connection, "Host");
  if (accepted_hosts->Accepts(host == nullptr ? "" : host)) return 0;
  mg_send_http_error(connection, kForbidden, "%s",
                     "this host is not in --metrics_hosts of the process");
  return kForbidden;
}

CivetCallbacks Callbacks() {
  CivetCallbacks callbacks;
  callbacks.begin_request = &RefuseForeignHosts;
  return callbacks;
}

}  // namespace

absl::StatusOr<int> ServeMetrics(
    const std::string& address, HostList hosts,
    const std::vector<std::shared_ptr<prometheus::Collectable>>& metrics) {
  // Both are never destroyed: stopping the server takes two seconds, and only the end of the
  // process needs it.
  accepted_hosts = new HostList(std::move(hosts));
  const CivetCallbacks callbacks = Callbacks();
  try {
    auto* exposer =
        new prometheus::Exposer(std::vector<std::string>{"listening_ports", address, "num_threads",
                                                         "4", "request_timeout_ms", "10000"},
                                &callbacks);
    for (const auto& each : metrics) exposer->RegisterCollectable(each);
    return exposer->GetListeningPorts().front();
  } catch (const std::exception& error) {
    return absl::UnavailableError(absl::StrCat("cannot serve metrics on ", address));
  }
}

}  // namespace lossy::base
