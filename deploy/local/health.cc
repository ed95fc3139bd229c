// Asks processes for their health: health [NAME=]TARGET… A target is HOST:PORT[/PART] of a gRPC
// server, or the URL http://HOST:PORT/readyz or https://HOST:PORT/readyz of an edge. Without an
// argument --health_targets has the targets. Ends with 0 when each server reports SERVING and each
// URL answers with the status 200. PART is a name in the health service, such as "bus.events" of
// notifications; without one, the server as a whole is asked for. With
// --tls_internal_certificate, --tls_internal_key and --tls_internal_ca gRPC uses mutual TLS; the
// certificate of a server with a NAME must contain that name. A URL with https needs these flags
// and a NAME.

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "base/flags/command_line.h"
#include "deploy/local/grpc_health.h"
#include "deploy/local/http_health.h"

ABSL_FLAG(std::string, health_targets, "",
          "targets of the program health if it has no argument, with commas between, for example "
          "127.0.0.1:4101 or edge=https://127.0.0.1:4000/readyz");

namespace {

// Returns an empty text if the target is well, else the problem.
std::string Check(const std::string& target) {
  const std::size_t equals = target.find('=');
  const bool named = equals < std::min(target.find('/'), target.size());
  const std::string name = named ? target.substr(0, equals) : "";
  const std::string address = named ? target.substr(equals + 1) : target;
  return absl::StrContains(address, "://") ? lossy::health::CheckHttp(name, address)
                                           : lossy::health::CheckGrpc(name, address);
}

}  // namespace

int main(int argc, char** argv) {
  const lossy::base::CommandLine line = lossy::base::ReadCommandLine(argc, argv);
  for (const std::string& problem : line.problems) std::fprintf(stderr, "%s\n", problem.c_str());
  std::vector<std::string> targets = line.words;
  if (targets.empty()) {
    targets = absl::StrSplit(absl::GetFlag(FLAGS_health_targets), ',', absl::SkipEmpty());
  }
  bool well = !targets.empty() && line.problems.empty();
  for (const std::string& target : targets) {
    const std::string problem = Check(target);
    std::printf("%s %s\n", target.c_str(), problem.empty() ? "SERVING" : problem.c_str());
    well = well && problem.empty();
  }
  return well ? 0 : 1;
}
