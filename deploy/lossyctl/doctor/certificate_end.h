#pragma once

#include <string>

#include "absl/time/time.h"
#include "deploy/lossyctl/doctor/findings.h"

namespace lossy::lossyctl {

// Reports the end of a certificate's validity: a past end fails, and an end within 14 days is a
// warning.
void ReportCertificateEnd(const std::string& subject, absl::Time not_after, Findings& findings);

}  // namespace lossy::lossyctl
