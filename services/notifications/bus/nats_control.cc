#include "services/notifications/bus/nats_control.h"

#include <utility>

#include "base/time/clock.h"

namespace lossy::notifications {

NatsControl::NatsControl(std::string subject, absl::Duration pause,
                         std::shared_ptr<BusAuthenticator> authenticator,
                         const CurrentConnection& connection)
    : subject_(std::move(subject)),
      pause_(pause),
      authenticator_(std::move(authenticator)),
      connection_(connection) {}

absl::Status NatsControl::Subscribe(NatsConnection& connection) {
  return authenticator_ == nullptr ? absl::OkStatus() : connection.SubscribeToControl(subject_);
}

void NatsControl::Reply(const std::vector<std::string>& proofs) {
  const std::shared_ptr<NatsConnection> connection = connection_.Get();
  if (connection == nullptr) return;
  for (const std::string& proof : proofs) connection->Publish(subject_, proof);
}

void NatsControl::Challenge() {
  if (authenticator_ == nullptr) return;
  is_requested_ = false;
  permitted_at_ = base::SteadyNow() + pause_;
  const std::shared_ptr<NatsConnection> connection = connection_.Get();
  if (connection == nullptr) return;
  connection->Publish(subject_, authenticator_->SignChallenge(subject_));
}

absl::Time NatsControl::next_challenge() const {
  return is_requested_ ? permitted_at_ : absl::InfiniteFuture();
}

}  // namespace lossy::notifications
