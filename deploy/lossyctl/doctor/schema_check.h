#pragma once

#include "deploy/lossyctl/doctor/findings.h"

namespace lossy::lossyctl {

// Checks the database of the services: that it accepts connections, that its clock agrees with this
// machine's within `tolerance` seconds, and that each schema has the steps of this release. The
// database is that of --database_url. Blocks for a few seconds at most.
void CheckDatabase(double tolerance, Findings& findings);

}  // namespace lossy::lossyctl
