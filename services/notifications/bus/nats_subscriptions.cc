#include "services/notifications/bus/nats_subscriptions.h"

#include <utility>

namespace lossy::notifications {

NatsSubscriptions::NatsSubscriptions(CurrentConnection& connection,
                                     std::shared_ptr<BusAuthenticator> authenticator,
                                     BusMetrics& metrics)
    : connection_(connection), authenticator_(std::move(authenticator)), metrics_(metrics) {}

void NatsSubscriptions::Follow(std::string subject) {
  base::MutexLock lock(mutex_);
  auto [place, is_new] = followed_.try_emplace(subject, Followed());
  if (!is_new) return;
  const auto state = std::make_shared<NatsSubjectState>(std::move(subject));
  if (authenticator_ != nullptr) {
    base::MutexLock progress_lock(state->mutex);
    state->progress = authenticator_->BeginProgress();
  }
  place->second.state = state;
  metrics_.followed.Increment();
  const std::shared_ptr<NatsConnection> connection = connection_.Get();
  if (connection != nullptr) Subscribe(place->second, *connection);
}

void NatsSubscriptions::Unfollow(const std::string& subject) {
  base::MutexLock lock(mutex_);
  if (followed_.erase(subject) > 0) metrics_.followed.Decrement();
}

void NatsSubscriptions::MoveTo(std::shared_ptr<NatsConnection> connection) {
  base::MutexLock lock(mutex_);
  for (auto& [subject, followed] : followed_) Subscribe(followed, *connection);
  connection_.Begin(std::move(connection));
}

void NatsSubscriptions::Subscribe(Followed& followed, NatsConnection& connection) {
  followed.subscription.reset();
  followed.subscription = connection.Subscribe(followed.state);
}

}  // namespace lossy::notifications
