#include "edge/channel/client_rates.h"

#include <utility>

namespace lossy::edge {

ClientRates::ClientRates(UserConnection user, UserConnection address)
    : user_(std::move(user)), address_(std::move(address)) {}

absl::Duration ClientRates::Admit(const RateLimits& limits, Meter::Kind kind) {
  const std::int64_t now = TokenBucket::Now();
  absl::Duration wait = socket_.Admit(limits.socket, kind, now);
  if (wait > absl::ZeroDuration() || user_ == nullptr) return wait;
  wait = user_->meter().Admit(limits.user, kind, now);
  if (wait > absl::ZeroDuration()) socket_.Return(limits.socket, kind);
  return wait;
}

std::int64_t ClientRates::Charge(const RateLimits& limits, std::size_t bytes, std::int64_t now) {
  return user_ == nullptr ? 0 : user_->ChargeBytes(limits.user, bytes, now);
}

absl::StatusOr<std::unique_ptr<UserTopics::Entry>> ClientRates::EnterTopic(
    const RateLimits& limits, const std::string& topic) {
  if (user_ == nullptr) return nullptr;
  return user_->presence_topics()->Enter(topic, limits.max_user_presence_topics);
}

std::vector<RateLeft> ClientRates::Left(const RateLimits& limits) const {
  const std::int64_t now = TokenBucket::Now();
  std::vector<RateLeft> rates;
  const auto add = [&](const char* name, const Rate& rate, double left) {
    if (rate.per_second > 0) rates.push_back({name, left, rate.per_second});
  };
  add("socket_joins", limits.socket.joins, socket_.JoinsLeft(limits.socket, now));
  add("socket_messages", limits.socket.messages, socket_.MessagesLeft(limits.socket, now));
  if (user_ == nullptr) return rates;
  add("user_joins", limits.user.joins, user_->meter().JoinsLeft(limits.user, now));
  add("user_messages", limits.user.messages, user_->meter().MessagesLeft(limits.user, now));
  add("user_bytes", limits.user.bytes, user_->BytesLeft(limits.user, now));
  return rates;
}

SharedIdentityPtr ClientRates::Share(base::Identity identity) const {
  if (user_ == nullptr) return new SharedIdentity(std::move(identity));
  return user_->Share(std::move(identity));
}

std::shared_ptr<UserBytes> ClientRates::user_bytes() const {
  return user_ == nullptr ? nullptr : user_->bytes();
}

}  // namespace lossy::edge
