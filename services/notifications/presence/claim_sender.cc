#include "services/notifications/presence/claim_sender.h"

namespace lossy::notifications {
namespace {

// A message is sent when it has about this size.
constexpr std::size_t kMessageBytes = kMaxBusBytes / 4;

constexpr int kPartsPerTick = 4;

}  // namespace

void ClaimSender::SendChanges(const ClaimLog::Changes& changes) {
  sequence_ = changes.sequence - static_cast<std::int64_t>(changes.changes.size());
  Message message;
  std::size_t bytes = 0;
  for (const bus::v1::Change& change : changes.changes) {
    *message.mutable_changes()->add_changes() = change;
    bytes += change.ByteSizeLong();
    ++sequence_;
    if (bytes < kMessageBytes && sequence_ < changes.sequence) continue;
    Send(std::move(message));
    message.Clear();
    bytes = 0;
  }
}

void ClaimSender::BeginState(ClaimLog::Changes changes) {
  state_ = State{.after = changes.sequence, .claims = std::move(changes.claims)};
}

void ClaimSender::SendSomeState() {
  for (int i = 0; i < kPartsPerTick && state_.has_value(); ++i) SendStatePart();
}

void ClaimSender::SendStatePart() {
  Message message;
  Message::State& part = *message.mutable_state();
  part.set_after(state_->after);
  part.set_part(state_->part++);
  for (std::size_t bytes = 0; state_->sent < state_->claims.size() && bytes < kMessageBytes;) {
    const ClaimLog::Claim& next = state_->claims[state_->sent++];
    bus::v1::Claim& claim = *part.add_claims();
    claim.set_topic(next.topic);
    *claim.mutable_presence() = *next.presence;
    bytes += claim.ByteSizeLong();
  }
  part.set_more(state_->sent < state_->claims.size());
  if (!part.more()) state_.reset();
  Send(std::move(message));
}

void ClaimSender::SendAlive() {
  Message message;
  message.mutable_alive();
  Send(std::move(message));
}

void ClaimSender::SendGoodbye() {
  Message message;
  message.mutable_goodbye();
  Send(std::move(message));
}

void ClaimSender::RequestState(const std::string& replica) {
  Message message;
  message.mutable_want()->set_replica(replica);
  Send(std::move(message));
}

void ClaimSender::Send(Message message) {
  if (!bus_.connected()) return;
  message.set_replica(replica_);
  message.set_sequence(sequence_);
  bus_.Publish(bus_name_, message.SerializeAsString());
}

}  // namespace lossy::notifications
