#include "edge/presence/channel_presence.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/time/clock.h"
#include "edge/presence/presence_replica.h"

namespace lossy::edge {

struct PresenceHandle::Topic {
  Topic(const std::string& channel, absl::string_view own_prefix, absl::Duration patience)
      : name(absl::StrCat("presence:", channel)), replica(own_prefix, patience) {}

  const std::string name;
  PresenceReplica replica;
  PendingDiff diff;  // The changes that members have not received.
  absl::flat_hash_map<std::string, notifications::v1::Presence> own;  // By ref.
  BroadcastGroups<PresenceHandle> groups;
  // Clients that wait for presence_state. They are not members of their groups yet.
  ClientList<PresenceHandle> awaiting_state;
  // The steady time at which they receive the state at the latest. InfinitePast once the service
  // has answered.
  absl::Time state_limit = absl::InfiniteFuture();
  bool sent_state = false;  // True once a client has received the state.
  bool send_scheduled = false;
};

namespace {

// Encodes the presence_diff for the clients of one group.
EncodedMessagePtr EncodeDiff(const BroadcastFormat& format, const PendingDiff& changes) {
  const Payload diff{.json = format.extended() ? changes.DiffWithUpdates() : changes.Diff(),
                     .bytes = absl::nullopt};
  return format.Encode("presence_diff", diff, /*position=*/nullptr);
}

}  // namespace

PresenceHandle::PresenceHandle(ChannelPresence& presence, Topic& topic, Group& group,
                               Request request, Listener& listener)
    : presence_(presence),
      topic_(topic),
      group_(group),
      request_(std::move(request)),
      listener_(listener),
      online_at_(absl::Now()) {}

PresenceHandle::~PresenceHandle() { presence_.Leave(*this); }

absl::Status PresenceHandle::Update(absl::string_view json) {
  if (json.size() > presence_.options_.max_meta_bytes) {
    return base::InvalidArgument(
        "payload", absl::StrCat("must be at most ", presence_.options_.max_meta_bytes, " bytes"));
  }
  absl::StatusOr<google::protobuf::Struct> meta = presence_.codec_.ReadMeta(json);
  if (!meta.ok()) return meta.status();
  presence_.Track(*this, *std::move(meta));
  presence_.SendDiff(topic_);
  return absl::OkStatus();
}

ChannelPresence::ChannelPresence(PresenceSource& source, Executor& executor, const Options& options,
                                 PresenceMetrics& metrics)
    : source_(source), executor_(executor), options_(options), metrics_(metrics) {}

ChannelPresence::~ChannelPresence() = default;

ChannelPresence::Topic& ChannelPresence::FindOrAdd(const base::SharedText& channel_topic) {
  auto topic =
      std::make_unique<Topic>(std::string(channel_topic.view()), refs_.prefix(), options_.patience);
  const auto [found, added] = topics_.try_emplace(topic->name, nullptr);
  if (added) {
    topic->state_limit = base::SteadyNow() + options_.state_limit;
    found->second = std::move(topic);
    source_.Watch(*this, found->first);
  }
  return *found->second;
}

ChannelPresence::Topic* ChannelPresence::Find(const std::string& name) {
  auto found = topics_.find(name);
  return found == topics_.end() ? nullptr : found->second.get();
}

std::unique_ptr<PresenceHandle> ChannelPresence::Join(PresenceHandle::Request request,
                                                      PresenceHandle::Listener& listener) {
  Topic& topic = FindOrAdd(request.channel_topic);
  Group& group = topic.groups.Acquire(request.channel_topic, request.serializer, request.updates);
  std::unique_ptr<PresenceHandle> handle(
      new PresenceHandle(*this, topic, group, std::move(request), listener));
  topic.awaiting_state.Add(*handle);
  Track(*handle, {});
  ScheduleSend(topic);
  return handle;
}

void ChannelPresence::Track(PresenceHandle& handle, google::protobuf::Struct meta) {
  const PresenceHandle::Request& request = handle.request_;
  if (!IsSafeKey(request.key)) return;
  SetOrigin(request.device_id, handle.online_at_, &meta);
  notifications::v1::Presence presence;
  presence.set_ref(refs_.Next());
  presence.set_key(request.key);
  presence.set_replaces(handle.ref_);
  *presence.mutable_meta() = std::move(meta);
  Topic& topic = handle.topic_;
  topic.replica.Track(codec_.Decode(presence), &topic.diff);
  source_.Track(topic.name, presence);
  if (topic.own.erase(handle.ref_) == 0) metrics_.present.Increment();
  handle.ref_ = presence.ref();
  topic.own.emplace(handle.ref_, std::move(presence));
}

void ChannelPresence::Leave(PresenceHandle& handle) {
  Topic& topic = handle.topic_;
  ClientList<PresenceHandle>::Remove(handle);
  topic.groups.Release(handle.group_);
  if (topic.own.erase(handle.ref_) > 0) {
    topic.replica.Untrack(handle.ref_, &topic.diff);
    source_.Untrack(topic.name, handle.ref_);
    metrics_.present.Decrement();
  }
  if (!topic.groups.empty()) return ScheduleSend(topic);
  source_.Unwatch(*this, topic.name);
  topics_.erase(std::string(topic.name));
}

void ChannelPresence::ScheduleSend(Topic& topic) {
  if (std::exchange(topic.send_scheduled, true)) return;
  executor_.Post([this, name = topic.name] {
    Topic* const found = Find(name);
    if (found == nullptr) return;
    found->send_scheduled = false;
    SendPending(*found);
  });
}

void ChannelPresence::SendPending(Topic& topic) {
  SendDiff(topic);
  if (!connected_ || topic.state_limit <= base::SteadyNow()) SendState(topic);
}

void ChannelPresence::SendDiff(Topic& topic) {
  if (topic.diff.empty()) return;
  const PendingDiff changes = std::exchange(topic.diff, {});
  // Clients that wait for their state are no members. Their state will include the changes.
  for (const auto& group : topic.groups) {
    if (group->members().empty()) continue;
    const std::size_t sent = group->Send(EncodeDiff(group->format(), changes));
    metrics_.diffs.Increment(static_cast<double>(sent));
  }
}

void ChannelPresence::SendState(Topic& topic) {
  if (topic.awaiting_state.empty()) return;
  std::string json;
  AppendByKey(topic.replica.All(), &json);
  topic.sent_state = true;
  for (PresenceHandle* handle : topic.awaiting_state.Copy()) {
    handle->group_.members().Add(*handle);
    Transport& transport = *handle->request_.transport;
    const EncodedMessagePtr own_diff = OwnDiff(*handle);
    handle->listener_.OnPresenceState(json);
    metrics_.states.Increment();
    if (own_diff == nullptr) continue;
    transport.Send(own_diff);
    metrics_.diffs.Increment();
  }
}

EncodedMessagePtr ChannelPresence::OwnDiff(const PresenceHandle& handle) const {
  const auto own = handle.topic_.own.find(handle.ref_);
  if (own == handle.topic_.own.end()) return nullptr;
  PendingDiff changes;
  changes.Join(codec_.Decode(own->second));
  return EncodeDiff(handle.group_.format(), changes);
}

void ChannelPresence::Sweep(absl::Time now) {
  for (const auto& [name, topic] : topics_) {
    topic->replica.EndDoubts(now, &topic->diff);
    SendPending(*topic);
  }
}

void ChannelPresence::OnConnected() {
  connected_ = true;
  for (const auto& [name, topic] : topics_) {
    for (const auto& [ref, presence] : topic->own) source_.Track(name, presence);
    source_.Watch(*this, name);
  }
}

void ChannelPresence::OnLost() {
  connected_ = false;
  for (const auto& [name, topic] : topics_) ScheduleSend(*topic);
}

void ChannelPresence::OnState(const std::string& name, const Presences& all) {
  Topic* const found = Find(name);
  if (found == nullptr) return;
  Topic& topic = *found;
  PendingDiff unneeded;  // Before the first state no client needs the diff.
  topic.replica.Reset(all, base::SteadyNow(), topic.sent_state ? &topic.diff : &unneeded);
  topic.state_limit = absl::InfinitePast();
  ScheduleSend(topic);
}

void ChannelPresence::OnChange(const std::string& name, const Presences& joined,
                               const std::vector<std::string>& left) {
  Topic* const found = Find(name);
  if (found == nullptr) return;
  Topic& topic = *found;
  PendingDiff unneeded;  // As in OnState.
  PendingDiff* const changes = topic.sent_state ? &topic.diff : &unneeded;
  for (const PresencePtr& presence : joined) topic.replica.Join(presence, changes);
  for (const std::string& ref : left) topic.replica.Leave(ref, changes);
  ScheduleSend(topic);
}

}  // namespace lossy::edge
