#include "base/rpc/internal_context.h"

#include <utility>

#include "base/log/log.h"

namespace lossy::base {

InternalContext::InternalContext(const InternalTls& tls, Maker make) : tls_(tls), make_(make) {
  Renew();
}

SslContext InternalContext::Get() {
  if (tls_.certificates() != certificates_) Renew();
  return context_;
}

void InternalContext::Renew() {
  certificates_ = tls_.certificates();
  absl::StatusOr<SslContext> context = make_(*certificates_);
  status_ = context.status();
  if (status_.ok()) {
    context_ = *std::move(context);
    return;
  }
  Log(LogLevel::kError, "internal_context_unused", {{"problem", status_.message()}});
}

}  // namespace lossy::base
