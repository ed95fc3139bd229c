#pragma once

#include <string>

#include "deploy/lossyctl/doctor/findings.h"

namespace lossy::lossyctl {

// Returns this machine's wall clock, in seconds since 1970.
double SecondsNow();

// Reports the difference between another clock and this machine's. The other clock showed `seconds`
// at a moment between `before` and `after` of this machine. A difference above `tolerance` seconds
// fails.
void CompareClocks(const std::string& subject, double seconds, double before, double after,
                   double tolerance, Findings& findings);

}  // namespace lossy::lossyctl
