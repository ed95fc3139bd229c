#include "services/notifications/presence/remote_replicas.h"

#include <algorithm>
#include <utility>

#include "base/log/log.h"

namespace lossy::notifications {
namespace {

// A request for a state without an answer is repeated after this.
constexpr absl::Duration kRequestTimeout = absl::Seconds(1);

}  // namespace

RemoteReplicas::Replica* RemoteReplicas::FindOrAdd(const std::string& name) {
  auto found = replicas_.find(name);
  if (found != replicas_.end()) return &found->second;
  if (replicas_.size() >= options_.max_replicas) return nullptr;
  Replica replica{.claims = std::make_unique<RemoteReplica>(tracker_, metrics_)};
  return &replicas_.emplace(name, std::move(replica)).first->second;
}

bool RemoteReplicas::OnMessage(const Message& message, absl::Time now) {
  Replica* const replica = FindOrAdd(message.replica());
  if (replica == nullptr) {
    metrics_.ignored.Increment();
    return false;
  }
  replica->message_at = replica->silent_since = now;
  switch (message.message_case()) {
    case Message::kAlive:
      replica->claims->OnAlive(message.sequence());
      break;
    case Message::kChanges:
      replica->claims->OnChanges(message.sequence(), message.changes());
      break;
    case Message::kState:
      replica->claims->OnState(message.state(), now);
      break;
    default:
      break;
  }
  return true;
}

void RemoteReplicas::OnBusAvailable(absl::Time now) {
  for (auto& [name, replica] : replicas_) {
    if (now - replica.message_at < options_.bus_silence) replica.silent_since = now;
  }
}

void RemoteReplicas::Check(bool bus_available, absl::Time now) {
  const absl::Duration limit = bus_available ? options_.replica_silence : options_.bus_silence;
  for (auto replica = replicas_.begin(); replica != replicas_.end();) {
    const absl::Time since =
        bus_available ? replica->second.silent_since : replica->second.message_at;
    if (now - since <= limit) {
      replica->second.claims->CheckState(now);
      ++replica;
      continue;
    }
    base::Log(base::LogLevel::kWarning, "presence_replica_removed", {{"replica", replica->first}});
    replica = replicas_.erase(replica);
  }
  metrics_.replicas.Set(static_cast<double>(replicas_.size()));
}

bool RemoteReplicas::all_known() const {
  return std::all_of(replicas_.begin(), replicas_.end(), [](const auto& named) {
    const RemoteReplica& replica = *named.second.claims;
    return !replica.needs_state() && !replica.receives_state();
  });
}

absl::optional<std::string> RemoteReplicas::NextToRequest(absl::Time now) {
  const auto requested = replicas_.find(requested_);
  if (requested != replicas_.end()) {
    const RemoteReplica& replica = *requested->second.claims;
    const bool may_come = now - requested_at_ < kRequestTimeout;
    if (replica.receives_state() || (replica.needs_state() && may_come)) return absl::nullopt;
  }
  auto next = replicas_.upper_bound(requested_);
  for (std::size_t i = 0; i < replicas_.size(); ++i, ++next) {
    if (next == replicas_.end()) next = replicas_.begin();
    if (!next->second.claims->needs_state()) continue;
    requested_ = next->first;
    requested_at_ = now;
    return requested_;
  }
  return absl::nullopt;
}

}  // namespace lossy::notifications
