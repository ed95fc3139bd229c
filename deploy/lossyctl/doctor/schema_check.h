#pragma once

#include <string>

#include "deploy/lossyctl/doctor/findings.h"

namespace lossy::lossyctl {

// Checks the database of the services: that it accepts connections, that its clock agrees with this
// machine's within `tolerance` seconds, and that each schema has the steps of this release. `url`
// is libpq's URL. "{service}" in it stands for the name of each service, so that each role reads
// its own schema. Blocks for a few seconds at most.
void CheckDatabase(const std::string& url, double tolerance, Findings& findings);

}  // namespace lossy::lossyctl
