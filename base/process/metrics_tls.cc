#include "base/process/metrics_tls.h"

#include <utility>

#include "base/log/log.h"

namespace lossy::base {

absl::StatusOr<std::shared_ptr<MetricsTls>> MetricsTls::Make(const InternalTls& tls) {
  std::shared_ptr<MetricsTls> made(new MetricsTls(tls));
  if (absl::Status status = made->Renew(); !status.ok()) return status;
  return made;
}

SslContext MetricsTls::Get() {
  if (tls_.certificates() == certificates_) return context_;
  if (const absl::Status status = Renew(); !status.ok()) {
    Log(LogLevel::kError, "metrics_certificate_unused", {{"problem", status.message()}});
  }
  return context_;
}

absl::Status MetricsTls::Renew() {
  certificates_ = tls_.certificates();
  absl::StatusOr<SslContext> context = MakeServerContext(certificates_->certificates.front());
  if (!context.ok()) return context.status();
  context_ = *std::move(context);
  return absl::OkStatus();
}

}  // namespace lossy::base
