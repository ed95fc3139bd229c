#pragma once

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "base/time/clock.h"
#include "base/tls/certificate_files.h"
#include "base/workers/periodic_tasks.h"
#include "prometheus/family.h"
#include "prometheus/gauge.h"
#include "prometheus/registry.h"

namespace lossy::base {

// Polls certificate files, and reports about them:
//
// - `certificates_reloaded` is logged when new certificates are in use; as a warning, with the
//   problem, when files changed but the old certificates stay in use, and then once a minute.
// - `certificate_expires` is logged once a day as a warning from 21 days before the end of a
//   certificate, and after it.
// - The metric lossy_tls_certificate_not_after_seconds has the end of each file's certificate as
//   Unix time. It has the label "file".
//
// One thread must use it.
class CertificateWatch {
 public:
  // Receives the certificates after a change, on the thread that called Check.
  using OnChange = std::function<void(const CertificateSet&)>;

  // `flag` names the flag of the files in the log, without dashes. The references must outlive the
  // object. Reports the certificates in use at once; does not call `on_change` for them.
  CertificateWatch(std::string flag, CertificateFiles& files, const Clock& clock,
                   prometheus::Registry& registry, OnChange on_change);

  // Polls the files once. Must be called about once a second.
  void Check();

  // Returns a task that calls Check once a second. The object must outlive it.
  PeriodicTasks::Task task();

 private:
  void Reload();
  void ReportEnds();
  void ReportEnd(const std::string& path, absl::Time not_after);

  const std::string flag_;
  CertificateFiles& files_;
  const Clock& clock_;
  const OnChange on_change_;
  prometheus::Family<prometheus::Gauge>& not_after_;
  std::string problem_;  // The last problem that was logged; empty if the files are in use.
  absl::Time problem_logged_at_ = absl::InfinitePast();  // Steady, as the next one.
  absl::Time ends_logged_at_ = absl::InfinitePast();
};

}  // namespace lossy::base
