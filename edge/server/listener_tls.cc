#include "edge/server/listener_tls.h"

#include <utility>

#include "base/log/log.h"
#include "base/time/clock.h"

namespace lossy::edge {

ListenerTls::ListenerTls(std::unique_ptr<base::CertificateFiles> files, TlsVersion min_version,
                         const base::InternalTls* internal, prometheus::Registry& registry)
    : files_(std::move(files)),
      min_version_(min_version),
      internal_(internal),
      tickets_(base::RealClock()),
      contexts_(nullptr),
      watch_("tls_certificate", *files_, base::RealClock(), registry,
             [this](const base::CertificateSet&) { Replace(); }) {}

absl::StatusOr<std::unique_ptr<ListenerTls>> ListenerTls::Make(
    std::unique_ptr<base::CertificateFiles> files, TlsVersion min_version,
    const base::InternalTls* internal, prometheus::Registry& registry) {
  std::unique_ptr<ListenerTls> made(
      new ListenerTls(std::move(files), min_version, internal, registry));
  absl::StatusOr<Contexts> contexts = made->MakeContexts();
  if (!contexts.ok()) return contexts.status();
  made->contexts_.Set(*std::move(contexts));
  return made;
}

absl::StatusOr<ListenerTls::Contexts> ListenerTls::MakeContexts() {
  base::CertificateSet set = *files_->current();
  if (internal_ != nullptr) {
    internal_certificates_ = internal_->certificates();
    for (const base::Certificate& each : internal_certificates_->certificates) {
      set.certificates.push_back(each);
    }
  }
  return TlsContexts::Make(set, min_version_, tickets_);
}

base::PeriodicTasks::Task ListenerTls::task() {
  return {.name = "tls_certificate", .every = absl::Seconds(1), .work = [this] {
            Check();
            return base::TaskRun{};
          }};
}

void ListenerTls::Check() {
  watch_.Check();
  if (internal_ != nullptr && internal_->certificates() != internal_certificates_) Replace();
}

void ListenerTls::Replace() {
  absl::StatusOr<Contexts> contexts = MakeContexts();
  if (contexts.ok()) return contexts_.Set(*std::move(contexts));
  base::Log(base::LogLevel::kWarning, "certificates_rejected",
            {{"problem", contexts.status().message()}});
}

}  // namespace lossy::edge
