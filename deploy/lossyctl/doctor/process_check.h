#pragma once

#include <string>
#include <vector>

#include "deploy/lossyctl/doctor/findings.h"
#include "deploy/lossyctl/doctor/process_address.h"

namespace lossy::lossyctl {

// Checks each process by its metrics: that its clock agrees with this machine's within `tolerance`
// seconds, that it may open enough files, that its certificates are valid for a while, that the
// edge uses one contract, refuses none and has that of the services, whose hash is `contract`
// (empty: unknown), and that all processes and lossyctl have one version. `endpoints` are addresses
// of --metrics_listen. With `tls` the metrics are read by https, with the certificates of the
// --tls_internal_… flags. Blocks for some seconds for each process.
void CheckProcesses(const std::vector<ProcessAddress>& endpoints, bool tls, double tolerance,
                    const std::string& contract, Findings& findings);

}  // namespace lossy::lossyctl
