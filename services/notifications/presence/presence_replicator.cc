#include "services/notifications/presence/presence_replicator.h"

#include <utility>

#include "base/log/log.h"

namespace lossy::notifications {
namespace {

constexpr absl::string_view kName = "all";

constexpr absl::Duration kAlivePause = absl::Seconds(1);
constexpr absl::Duration kAskPause = absl::Seconds(1);

// Within that of the bus being back all others that can be heard have proved themselves and said
// that they are alive.
constexpr absl::Duration kIntroduction = absl::Milliseconds(500);

// Within that, what was missed while the bus was away has been made up for.
constexpr absl::Duration kCatchUp = absl::Seconds(3);

// This process itself stood still if it has not ticked for so long, and nobody could be heard.
constexpr absl::Duration kStandstill = absl::Seconds(1);

// A message is sent when it has become about this large.
constexpr std::size_t kMessageBytes = kMaxBusBytes / 4;

// Of a state, in one tick: the bus and those who hear it must keep pace.
constexpr int kPartsAtOnce = 4;

}  // namespace

PresenceReplicator::PresenceReplicator(const Options& options, std::string replica, Bus& bus,
                                       ClaimLog& journal, PresenceTracker& tracker,
                                       const base::Clock& clock, PeerMetrics& metrics)
    : options_(options),
      replica_(std::move(replica)),
      bus_(bus),
      journal_(journal),
      tracker_(tracker),
      clock_(clock),
      metrics_(metrics) {}

void PresenceReplicator::Start() { bus_.Follow(kName); }

void PresenceReplicator::Stop() {
  std::lock_guard lock(mutex_);
  if (std::exchange(stopped_, true)) return;
  TellChanges(journal_.Take(/*with_claims=*/false));
  Message message;
  message.mutable_farewell();
  Send(std::move(message), sequence_);
}

void PresenceReplicator::Tick() {
  tracker_.Tick(TickOthers() ? PresenceTracker::Leases::kEnd : PresenceTracker::Leases::kHold);
}

bool PresenceReplicator::TickOthers() {
  std::lock_guard lock(mutex_);
  if (stopped_) return Hears();
  const absl::Time now = clock_.Steady();
  CheckBus(now);
  CheckPeers(now);
  const bool begins_state = !state_.has_value() && std::exchange(state_wanted_, false);
  ClaimLog::News news = journal_.Take(begins_state);
  TellChanges(news);
  if (begins_state) state_ = State{.after = news.sequence, .claims = std::move(news.claims)};
  TellState();
  Ask(now);
  TellAlive(now);
  ticked_.notify_all();
  return Hears();
}

void PresenceReplicator::CheckBus(absl::Time now) {
  const bool was_deaf = !connected_ || now - now_ > kStandstill;
  now_ = now;
  // Who drops what others say, because there is too much of it, does not hear them.
  connected_ = bus_.connected() && !bus_.overrun();
  if (!connected_) return;
  away_at_ = now;
  if (!was_deaf) return;
  back_at_ = now;
  for (auto& [replica, peer] : peers_) {
    if (now - peer.heard_of_at < options_.bus_silence) peer.heard_at = now;
  }
}

void PresenceReplicator::CheckPeers(absl::Time now) {
  for (auto peer = peers_.begin(); peer != peers_.end();) {
    const absl::Duration silence =
        connected_ ? now - peer->second.heard_at : now - peer->second.heard_of_at;
    if (silence <= (connected_ ? options_.peer_silence : options_.bus_silence)) {
      peer->second.presences->CheckState(now);
      ++peer;
      continue;
    }
    base::Log(base::LogLevel::kWarning, "presence_peer_gone", {{"replica", peer->first}});
    peer = peers_.erase(peer);
  }
  metrics_.peers.Set(static_cast<double>(peers_.size()));
}

bool PresenceReplicator::Hears() const {
  if (!connected_) return now_ - away_at_ > options_.bus_silence;
  return now_ - back_at_ > kCatchUp;
}

bool PresenceReplicator::KnowsOthers() const {
  if (!connected_ || now_ - back_at_ < kIntroduction) return false;
  for (const auto& [replica, peer] : peers_) {
    if (peer.presences->wants_state() || peer.presences->hears_state()) return false;
  }
  return true;
}

void PresenceReplicator::AwaitOthers(absl::Duration limit) {
  std::unique_lock lock(mutex_);
  ticked_.wait_for(lock, absl::ToChronoMilliseconds(limit), [this] { return KnowsOthers(); });
}

void PresenceReplicator::TellChanges(const ClaimLog::News& news) {
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

void PresenceReplicator::TellState() {
  for (int i = 0; i < kPartsAtOnce && state_.has_value(); ++i) TellStatePart();
}

void PresenceReplicator::TellStatePart() {
  Message message;
  Message::State& part = *message.mutable_state();
  part.set_after(state_->after);
  part.set_part(state_->part++);
  for (std::size_t bytes = 0; state_->told < state_->claims.size() && bytes < kMessageBytes;) {
    const ClaimLog::Claim& next = state_->claims[state_->told++];
    bus::v1::Claim& claim = *part.add_claims();
    claim.set_topic(next.topic);
    *claim.mutable_presence() = *next.presence;
    bytes += claim.ByteSizeLong();
  }
  part.set_more(state_->told < state_->claims.size());
  if (!part.more()) state_.reset();
  Send(std::move(message), sequence_);
}

void PresenceReplicator::Ask(absl::Time now) {
  // One at a time: all states together would be more than the bus keeps for one who hears them.
  const auto asked = peers_.find(asked_);
  if (asked != peers_.end()) {
    const RemoteReplica& presences = *asked->second.presences;
    const bool may_come = now - asked_at_ < kAskPause;
    if (presences.hears_state() || (presences.wants_state() && may_come)) return;
  }
  auto next = peers_.upper_bound(asked_);
  for (std::size_t i = 0; i < peers_.size(); ++i, ++next) {
    if (next == peers_.end()) next = peers_.begin();
    if (!next->second.presences->wants_state()) continue;
    asked_ = next->first;
    asked_at_ = now;
    Message message;
    message.mutable_want()->set_replica(asked_);
    Send(std::move(message), sequence_);
    return;
  }
}

void PresenceReplicator::TellAlive(absl::Time now) {
  if (now - alive_at_ < kAlivePause) return;
  alive_at_ = now;
  Message message;
  message.mutable_alive();
  Send(std::move(message), sequence_);
}

void PresenceReplicator::Send(Message message, std::int64_t sequence) {
  if (!bus_.connected()) return;
  message.set_replica(replica_);
  message.set_sequence(sequence);
  bus_.Publish(kName, message.SerializeAsString());
}

void PresenceReplicator::OnMessage(absl::string_view bytes) {
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
  const absl::Time now = clock_.Steady();
  Peer* const peer = FindOrAdd(message.replica(), now);
  if (peer != nullptr) Hear(*peer, message, now);
}

PresenceReplicator::Peer* PresenceReplicator::FindOrAdd(const std::string& replica,
                                                        absl::Time now) {
  auto found = peers_.find(replica);
  if (found == peers_.end()) {
    if (peers_.size() >= options_.peers) {
      metrics_.ignored.Increment();
      return nullptr;
    }
    Peer peer{.presences = std::make_unique<RemoteReplica>(tracker_, metrics_)};
    found = peers_.emplace(replica, std::move(peer)).first;
    // So that it need not wait to know this one.
    alive_at_ = absl::InfinitePast();
  }
  found->second.heard_at = found->second.heard_of_at = now;
  return &found->second;
}

void PresenceReplicator::Hear(Peer& peer, const Message& message, absl::Time now) {
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

void PresenceReplicator::OnBack() {
  std::lock_guard lock(mutex_);
  alive_at_ = absl::InfinitePast();
}

}  // namespace lossy::notifications
