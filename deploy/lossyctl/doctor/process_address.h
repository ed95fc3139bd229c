#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "deploy/lossyctl/doctor/findings.h"

namespace lossy::lossyctl {

// A listener of a process, at one numeric address.
struct ProcessAddress {
  std::string process;  // "video".
  std::string written;  // The host and port as the operator wrote them: "video:4101".
  std::string address;  // The numeric address: "10.0.0.5:4101" or "[fd00::5]:4101".

  // "video 10.0.0.5:4101".
  std::string Name() const;
};

// Resolves a comma-separated list of host:port, and reports each name. A name with several
// addresses gives one endpoint for each. Blocks while names resolve.
std::vector<ProcessAddress> Resolve(absl::string_view process, absl::string_view list,
                                    Findings& findings);

}  // namespace lossy::lossyctl
