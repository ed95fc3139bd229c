#include "base/tls/certificate_watch.h"

#include <cstdint>
#include <utility>

#include "base/log/log.h"

namespace lossy::base {
namespace {

constexpr absl::Duration kReminderPause = absl::Minutes(1);
// The time before the end of a certificate from which a warning is logged, and its pause.
constexpr absl::Duration kWarningTime = absl::Hours(21 * 24);
constexpr absl::Duration kWarningPause = absl::Hours(24);

}  // namespace

CertificateWatch::CertificateWatch(std::string flag, CertificateFiles& files, const Clock& clock,
                                   prometheus::Registry& registry, OnChange on_change)
    : flag_(std::move(flag)),
      files_(files),
      clock_(clock),
      on_change_(std::move(on_change)),
      not_after_(prometheus::BuildGauge()
                     .Name("lossy_tls_certificate_not_after_seconds")
                     .Help("End of the validity of a certificate in use, as Unix time in seconds, "
                           "by file")
                     .Register(registry)) {
  ReportEnds();
}

void CertificateWatch::Check() {
  Reload();
  if (clock_.Steady() - ends_logged_at_ >= kWarningPause) ReportEnds();
}

PeriodicTasks::Task CertificateWatch::task() {
  return {.name = flag_, .every = absl::Seconds(1), .work = [this] {
            Check();
            return TaskRun{};
          }};
}

void CertificateWatch::Reload() {
  const absl::StatusOr<bool> changed = files_.Poll();
  if (changed.ok()) {
    problem_.clear();
    if (!*changed) return;
    Log(LogLevel::kInfo, "certificates_reloaded", {{"flag", absl::string_view(flag_)}});
    on_change_(*files_.current());
    return ReportEnds();
  }
  const absl::Time now = clock_.Steady();
  const absl::string_view problem = changed.status().message();
  if (problem == problem_ && now - problem_logged_at_ < kReminderPause) return;
  problem_ = std::string(problem);
  problem_logged_at_ = now;
  Log(LogLevel::kWarning, "certificates_reloaded",
      {{"flag", absl::string_view(flag_)}, {"problem", problem}});
}

void CertificateWatch::ReportEnds() {
  ends_logged_at_ = clock_.Steady();
  const std::shared_ptr<const CertificateSet> set = files_.current();
  for (const Certificate& each : set->certificates) {
    ReportEnd(each.paths.certificate, each.not_after);
  }
  if (set->authorities) ReportEnd(set->authorities->path, set->authorities->not_after);
}

void CertificateWatch::ReportEnd(const std::string& path, absl::Time not_after) {
  not_after_.Add({{"file", path}}).Set(static_cast<double>(absl::ToUnixSeconds(not_after)));
  const absl::Duration left = not_after - clock_.Now();
  if (left > kWarningTime) return;
  Log(LogLevel::kWarning, "certificate_expires",
      {{"flag", absl::string_view(flag_)},
       {"file", absl::string_view(path)},
       {"not_after", absl::string_view(absl::FormatTime(not_after, absl::UTCTimeZone()))},
       {"days_left", std::int64_t{left / absl::Hours(24)}}});
}

}  // namespace lossy::base
