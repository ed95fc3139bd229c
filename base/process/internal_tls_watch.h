#pragma once

#include "absl/types/optional.h"
#include "base/tls/certificate_watch.h"
#include "base/workers/periodic_tasks.h"
#include "prometheus/registry.h"

namespace lossy::base {

// Watches the files of InternalTls::FromFlags on a thread of its own, and uses them when they
// change (CertificateWatch). Does nothing without the flags. A process that runs for long has one.
class InternalTlsWatch {
 public:
  // `registry` must outlive the object.
  explicit InternalTlsWatch(prometheus::Registry& registry);
  InternalTlsWatch(const InternalTlsWatch&) = delete;
  InternalTlsWatch& operator=(const InternalTlsWatch&) = delete;

 private:
  absl::optional<CertificateWatch> watch_;
  absl::optional<PeriodicTasks> tasks_;
};

}  // namespace lossy::base
