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
  PendingDiff news;
  absl::flat_hash_map<std::string, notifications::v1::Presence> own;  // By ref.
  BroadcastGroups<PresenceHandle> groups;
  ClientList<PresenceHandle>
      stateless;  // Clients that are no members yet: they wait for presence_state.
  absl::Time state_limit = absl::InfiniteFuture();  // Before that, unless the service has told it.
  bool told_state = false;                          // Anybody.
  bool tell_soon = false;
};

namespace {

// Encodes the presence_diff for the clients of one group.
EncodedMessagePtr EncodeDiff(const BroadcastFormat& format, const PendingDiff& changes) {
  const Payload diff{.json = format.extended() ? changes.DiffWithUpdates() : changes.Diff(),
                     .bytes = absl::nullopt};
  return format.Encode("presence_diff", diff);
}

}  // namespace

PresenceHandle::PresenceHandle(ChannelPresence& board, Topic& topic, Group& group, Request request,
                               Listener& listener)
    : board_(board),
      topic_(topic),
      group_(group),
      request_(std::move(request)),
      listener_(listener),
      online_at_(absl::Now()) {}

PresenceHandle::~PresenceHandle() { board_.Leave(*this); }

absl::Status PresenceHandle::Update(absl::string_view json) {
  if (json.size() > board_.options_.max_meta_bytes) {
    return base::InvalidArgument(
        "payload", absl::StrCat("must be at most ", board_.options_.max_meta_bytes, " bytes"));
  }
  absl::StatusOr<google::protobuf::Struct> meta = board_.codec_.ReadMeta(json);
  if (!meta.ok()) return meta.status();
  board_.Track(*this, *std::move(meta));
  board_.TellNews(topic_);
  return absl::OkStatus();
}

ChannelPresence::ChannelPresence(PresenceSource& source, Executor& home, const Options& options,
                                 EdgeMetrics& metrics)
    : source_(source), home_(home), options_(options), metrics_(metrics) {}

ChannelPresence::~ChannelPresence() = default;

ChannelPresence::Topic& ChannelPresence::FindOrAdd(const std::string& channel_topic) {
  auto topic = std::make_unique<Topic>(channel_topic, refs_.prefix(), options_.patience);
  const auto [found, added] = topics_.try_emplace(topic->name, nullptr);
  if (added) {
    topic->state_limit = base::SteadyNow() + options_.state_limit;
    found->second = std::move(topic);
    source_.Watch(*this, found->first);
  }
  return *found->second;
}

std::unique_ptr<PresenceHandle> ChannelPresence::Join(PresenceHandle::Request request,
                                                      PresenceHandle::Listener& listener) {
  Topic& topic = FindOrAdd(request.channel_topic);
  Group& group = topic.groups.Acquire(request.channel_topic, request.serializer, request.updates);
  std::unique_ptr<PresenceHandle> place(
      new PresenceHandle(*this, topic, group, std::move(request), listener));
  topic.stateless.Add(*place);
  Track(*place, {});
  TellSoon(topic);
  return place;
}

void ChannelPresence::Track(PresenceHandle& place, google::protobuf::Struct meta) {
  const PresenceHandle::Request& request = place.request_;
  if (!IsSafeKey(request.key)) return;
  SetOrigin(request.device_id, place.online_at_, &meta);
  notifications::v1::Presence presence;
  presence.set_ref(refs_.Next());
  presence.set_key(request.key);
  presence.set_replaces(place.ref_);
  *presence.mutable_meta() = std::move(meta);
  Topic& topic = place.topic_;
  topic.replica.Track(codec_.Decode(presence), &topic.news);
  source_.Track(topic.name, presence);
  if (topic.own.erase(place.ref_) == 0) metrics_.presences.Increment();
  place.ref_ = presence.ref();
  topic.own.emplace(place.ref_, std::move(presence));
}

void ChannelPresence::Leave(PresenceHandle& place) {
  Topic& topic = place.topic_;
  ClientList<PresenceHandle>::Remove(place);
  topic.groups.Release(place.group_);
  if (topic.own.erase(place.ref_) > 0) {
    topic.replica.Untrack(place.ref_, &topic.news);
    source_.Untrack(topic.name, place.ref_);
    metrics_.presences.Decrement();
  }
  if (!topic.groups.empty()) return TellSoon(topic);
  source_.Unwatch(*this, topic.name);
  topics_.erase(std::string(topic.name));
}

void ChannelPresence::TellSoon(Topic& topic) {
  if (std::exchange(topic.tell_soon, true)) return;
  home_.Post([this, name = topic.name] {
    auto found = topics_.find(name);
    if (found == topics_.end()) return;
    found->second->tell_soon = false;
    Tell(*found->second);
  });
}

void ChannelPresence::Tell(Topic& topic) {
  TellNews(topic);
  if (!connected_ || topic.state_limit <= base::SteadyNow()) TellState(topic);
}

void ChannelPresence::TellNews(Topic& topic) {
  if (topic.news.empty()) return;
  const PendingDiff news = std::exchange(topic.news, {});
  // Clients without state are no members: the state that they wait for has the change.
  for (const auto& group : topic.groups) {
    if (group->members().empty()) continue;
    const std::size_t sent = group->Send(EncodeDiff(group->format(), news));
    metrics_.presence_diffs.Increment(static_cast<double>(sent));
  }
}

void ChannelPresence::TellState(Topic& topic) {
  if (topic.stateless.empty()) return;
  std::string json;
  AppendByKey(topic.replica.All(), &json);
  topic.told_state = true;
  for (PresenceHandle* place : std::vector(topic.stateless.clients())) {
    place->group_.members().Add(*place);
    Transport& transport = *place->request_.transport;
    const EncodedMessagePtr own_diff = OwnDiff(*place);
    place->listener_.OnPresenceState(json);
    metrics_.presence_states.Increment();
    if (own_diff == nullptr) continue;
    transport.Send(own_diff);
    metrics_.presence_diffs.Increment();
  }
}

EncodedMessagePtr ChannelPresence::OwnDiff(const PresenceHandle& place) const {
  const auto own = place.topic_.own.find(place.ref_);
  if (own == place.topic_.own.end()) return nullptr;
  PendingDiff news;
  news.Join(codec_.Decode(own->second));
  return EncodeDiff(place.group_.format(), news);
}

void ChannelPresence::Sweep(absl::Time now) {
  for (const auto& [name, topic] : topics_) {
    topic->replica.EndDoubts(now, &topic->news);
    Tell(*topic);
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
  for (const auto& [name, topic] : topics_) TellSoon(*topic);
}

void ChannelPresence::OnState(const std::string& name, const Presences& all) {
  auto found = topics_.find(name);
  if (found == topics_.end()) return;
  Topic& topic = *found->second;
  PendingDiff unneeded;  // By those who are told the whole state next.
  topic.replica.Reset(all, base::SteadyNow(), topic.told_state ? &topic.news : &unneeded);
  topic.state_limit = absl::InfinitePast();
  TellSoon(topic);
}

void ChannelPresence::OnChange(const std::string& name, const Presences& joined,
                               const std::vector<std::string>& left) {
  auto found = topics_.find(name);
  if (found == topics_.end()) return;
  Topic& topic = *found->second;
  PendingDiff unneeded;  // As in OnState.
  PendingDiff* const news = topic.told_state ? &topic.news : &unneeded;
  for (const PresencePtr& presence : joined) topic.replica.Join(presence, news);
  for (const std::string& ref : left) topic.replica.Leave(ref, news);
  TellSoon(topic);
}

}  // namespace lossy::edge
