#include "base/process/internal_tls_watch.h"

#include <utility>
#include <vector>

#include "base/rpc/internal_tls.h"
#include "base/time/clock.h"

namespace lossy::base {

InternalTlsWatch::InternalTlsWatch(prometheus::Registry& registry) {
  InternalTls* const tls = InternalTls::FromFlags();
  if (tls == nullptr) return;
  watch_.emplace("tls_internal_certificate", tls->files(), RealClock(), registry,
                 [tls](const CertificateSet& certificates) { tls->Use(certificates); });
  std::vector<PeriodicTasks::Task> tasks;
  tasks.push_back(watch_->task());
  tasks_.emplace(std::move(tasks), registry);
}

}  // namespace lossy::base
