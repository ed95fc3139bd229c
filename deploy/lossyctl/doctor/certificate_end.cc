#include "deploy/lossyctl/doctor/certificate_end.h"

#include "absl/strings/str_cat.h"
#include "deploy/lossyctl/doctor/clock.h"

namespace lossy::lossyctl {
namespace {

constexpr absl::Duration kSoon = absl::Hours(24 * 14);

}  // namespace

void ReportCertificateEnd(const std::string& subject, absl::Time not_after, Findings& findings) {
  const absl::Time now = absl::UnixEpoch() + absl::Seconds(SecondsNow());
  const std::string end = absl::FormatTime("%Y-%m-%d %H:%M UTC", not_after, absl::UTCTimeZone());
  const char* const remedy =
      "replace the certificate's files; the process uses them within seconds, without a restart";
  if (not_after <= now) {
    findings.Fail("certificate", subject, absl::StrCat("has expired at ", end), remedy);
  } else if (not_after - now < kSoon) {
    findings.Warn("certificate", subject, absl::StrCat("expires soon, at ", end), remedy);
  } else {
    findings.Ok("certificate", subject, absl::StrCat("is valid until ", end));
  }
}

}  // namespace lossy::lossyctl
