#include "services/notifications/presence/presence_exchange.h"

#include <utility>

#include "base/process/log.h"

namespace lossy::notifications {
namespace {

constexpr absl::string_view kName = "all";

constexpr absl::Duration kAlivePause = absl::Seconds(1);

// This replica itself stood still if it has not ticked for so long, and nobody could be heard.
constexpr absl::Duration kStandstill = absl::Seconds(1);

// A message is sent when it has become about this large.
constexpr std::size_t kMessageBytes = kMaxBusBytes / 4;

// Of a state, in one tick: the bus and those who hear it must keep pace.
constexpr int kPartsAtOnce = 4;

}  // namespace

PresenceExchange::PresenceExchange(const Options& options, std::string replica, Bus& bus,
                                   PresenceJournal& journal, PresenceTracker& tracker,
                                   const base::Clock& clock, PeerMetrics& metrics)
    : options_(options),
      replica_(std::move(replica)),
      bus_(bus),
      journal_(journal),
      tracker_(tracker),
      clock_(clock),
      metrics_(metrics) {}

void PresenceExchange::Start() { bus_.Follow(kName); }

void PresenceExchange::Stop() {
  std::lock_guard lock(mutex_);
  if (std::exchange(stopped_, true)) return;
  TellChanges(journal_.Take(/*with_claims=*/false));
  Message message;
  message.mutable_farewell();
  Send(std::move(message), sequence_);
}

void PresenceExchange::Tick() {
  std::lock_guard lock(mutex_);
  if (stopped_) return;
  const absl::Time now = clock_.Now();
  CheckPeers(now);
  const bool begins_state = !state_.has_value() && std::exchange(state_wanted_, false);
  PresenceJournal::News news = journal_.Take(begins_state);
  TellChanges(news);
  if (begins_state) state_ = State{.after = news.sequence, .claims = std::move(news.claims)};
  TellState();
  Ask(now);
  TellAlive(now);
}

void PresenceExchange::CheckPeers(absl::Time now) {
  const bool was_deaf = !connected_ || now - ticked_at_ > kStandstill;
  ticked_at_ = now;
  connected_ = bus_.connected();
  const absl::Duration silence = connected_ ? options_.peer_silence : options_.bus_silence;
  for (auto peer = peers_.begin(); peer != peers_.end();) {
    const auto each = peer++;
    if (was_deaf && connected_) each->second.heard_at = now;
    if (now - each->second.heard_at <= silence) continue;
    base::Log(base::LogLevel::kWarning, "presence_peer_gone", {{"replica", each->first}});
    peers_.erase(each);
  }
  metrics_.peers.Set(static_cast<double>(peers_.size()));
}

void PresenceExchange::TellChanges(const PresenceJournal::News& news) {
  std::int64_t told = news.sequence - static_cast<std::int64_t>(news.changes.size());
  Message message;
  std::size_t bytes = 0;
  for (const bus::v1::Change& change : news.changes) {
    *message.mutable_changes()->add_changes() = change;
    bytes += change.ByteSizeLong();
    ++told;
    if (bytes < kMessageBytes && told < news.sequence) continue;
    Send(std::move(message), told);
    message.Clear();
    bytes = 0;
  }
  sequence_ = news.sequence;
}

void PresenceExchange::TellState() {
  for (int i = 0; i < kPartsAtOnce && state_.has_value(); ++i) TellStatePart();
}

void PresenceExchange::TellStatePart() {
  Message message;
  Message::State& part = *message.mutable_state();
  part.set_after(state_->after);
  part.set_part(state_->part++);
  for (std::size_t bytes = 0; state_->told < state_->claims.size() && bytes < kMessageBytes;) {
    const PresenceJournal::Claim& next = state_->claims[state_->told++];
    bus::v1::Claim& claim = *part.add_claims();
    claim.set_topic(next.topic);
    *claim.mutable_presence() = *next.presence;
    bytes += claim.ByteSizeLong();
  }
  part.set_more(state_->told < state_->claims.size());
  if (!part.more()) state_.reset();
  Send(std::move(message), sequence_);
}

void PresenceExchange::Ask(absl::Time now) {
  for (auto& [replica, peer] : peers_) {
    if (!peer.presences->Wants(now)) continue;
    Message message;
    message.mutable_want()->set_replica(replica);
    Send(std::move(message), sequence_);
  }
}

void PresenceExchange::TellAlive(absl::Time now) {
  if (now < alive_at_) return;
  alive_at_ = now + kAlivePause;
  Message message;
  message.mutable_alive();
  Send(std::move(message), sequence_);
}

void PresenceExchange::Send(Message message, std::int64_t sequence) {
  if (!bus_.connected()) return;
  message.set_replica(replica_);
  message.set_sequence(sequence);
  bus_.Publish(kName, message.SerializeAsString());
}

void PresenceExchange::OnMessage(absl::string_view bytes) {
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    base::Log(base::LogLevel::kWarning, "presence_message_broken");
    return;
  }
  std::lock_guard lock(mutex_);
  if (message.has_farewell()) {
    peers_.erase(message.replica());
    return;
  }
  const absl::Time now = clock_.Now();
  Peer* const peer = FindOrAdd(message.replica(), now);
  if (peer != nullptr) Hear(*peer, message, now);
}

PresenceExchange::Peer* PresenceExchange::FindOrAdd(const std::string& replica, absl::Time now) {
  auto found = peers_.find(replica);
  if (found == peers_.end()) {
    if (peers_.size() >= options_.peers) return nullptr;
    found = peers_.emplace(replica, Peer{std::make_unique<PresencePeer>(tracker_, metrics_), now})
                .first;
    // So that it need not wait to know this one.
    alive_at_ = now;
  }
  found->second.heard_at = now;
  return &found->second;
}

void PresenceExchange::Hear(Peer& peer, const Message& message, absl::Time now) {
  switch (message.message_case()) {
    case Message::kAlive:
      return peer.presences->OnAlive(message.sequence());
    case Message::kChanges:
      return peer.presences->OnChanges(message.sequence(), message.changes());
    case Message::kWant:
      state_wanted_ |= message.want().replica() == replica_;
      return;
    case Message::kState:
      return peer.presences->OnState(message.state(), now);
    default:
      return;
  }
}

void PresenceExchange::OnBack() {
  std::lock_guard lock(mutex_);
  alive_at_ = clock_.Now();
}

}  // namespace lossy::notifications
