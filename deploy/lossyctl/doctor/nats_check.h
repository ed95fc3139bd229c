#pragma once

#include <string>

#include "deploy/lossyctl/doctor/findings.h"

namespace lossy::lossyctl {

// Checks that each server of a comma-separated list of NATS URLs resolves and answers as NATS does.
// The services report in their health whether the servers accept them. Blocks for some seconds for
// each address.
void CheckNats(const std::string& urls, Findings& findings);

}  // namespace lossy::lossyctl
