#include "deploy/lossyctl/doctor/clock.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "base/time/clock.h"

namespace lossy::lossyctl {

double SecondsNow() { return absl::ToDoubleSeconds(base::RealClock().Now() - absl::UnixEpoch()); }

void CompareClocks(const std::string& subject, double seconds, double before, double after,
                   double tolerance, Findings& findings) {
  const double ahead = std::max(seconds - after, 0.0);
  const double behind = std::max(before - seconds, 0.0);
  const double difference = std::max(ahead, behind);
  const std::string text =
      absl::StrFormat("%.3f s %s this machine", difference, ahead > 0 ? "ahead of" : "behind");
  if (difference <= tolerance) {
    return findings.Ok("clock", subject, difference == 0 ? "agrees with this machine" : text);
  }
  findings.Fail("clock", subject, text,
                "let NTP set both clocks (chrony, systemd-timesyncd); tokens expire by them");
}

}  // namespace lossy::lossyctl
