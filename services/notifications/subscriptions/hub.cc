#include "services/notifications/subscriptions/hub.h"

#include <algorithm>
#include <utility>

#include "base/log/log.h"

namespace lossy::notifications {
namespace {

// Events that are read from the log at a time.
constexpr int kPage = 256;

// Topics whose heads are asked for at a time.
constexpr std::size_t kHeadsAtOnce = 1024;

Frame Subscribed(const std::string& topic, const v1::Position& position, bool recovered) {
  v1::SubscribeResponse response;
  v1::SubscribeResponse::Subscribed& subscribed = *response.mutable_subscribed();
  subscribed.set_topic(topic);
  *subscribed.mutable_position() = position;
  subscribed.set_recovered(recovered);
  return Encode(response);
}

// Whether events at the offsets of the two can be events of one log. A run that is not known agrees
// with every other.
bool SameRun(const v1::Position& a, const v1::Position& b) {
  return a.run() == b.run() || a.run() == 0 || b.run() == 0;
}

bool Same(const v1::Position& a, const v1::Position& b) {
  return a.offset() == b.offset() && a.epoch() == b.epoch() && SameRun(a, b);
}

// What other replicas are told of an event: itself or its place alone, so that they read it from
// the log.
std::string BusMessage(const std::string& topic, const LoggedEvent& event, bool place_alone) {
  if (!place_alone && event.encoded.size() <= kMaxBusBytes) return event.encoded;
  v1::SubscribeResponse response;
  response.mutable_event()->set_topic(topic);
  *response.mutable_event()->mutable_position() = event.position;
  return response.SerializeAsString();
}

void LogProblem(absl::string_view event, const absl::Status& status) {
  base::Log(base::LogLevel::kWarning, event, {{"problem", status.message()}});
}

}  // namespace

std::vector<absl::StatusOr<v1::Position>> Hub::PublishAll(std::vector<TopicLog::NewEvent> events) {
  std::vector<std::string> topics;
  topics.reserve(events.size());
  for (const TopicLog::NewEvent& event : events) topics.push_back(event.topic);
  std::vector<absl::StatusOr<TopicLog::Appended>> appended = log_.AppendAll(std::move(events));
  std::vector<absl::StatusOr<v1::Position>> positions;
  positions.reserve(appended.size());
  for (std::size_t i = 0; i < appended.size(); ++i) {
    positions.push_back(Published(topics[i], std::move(appended[i])));
  }
  return positions;
}

absl::StatusOr<v1::Position> Hub::Publish(const std::string& topic, const std::string& event_id,
                                          const google::protobuf::Any& event) {
  return Published(topic, log_.Append(topic, event_id, event));
}

absl::StatusOr<v1::Position> Hub::Published(const std::string& topic,
                                            absl::StatusOr<TopicLog::Appended> appended) {
  if (!appended.ok()) return appended.status();
  if (appended->event == nullptr) {
    metrics_.published_repeat.Increment();
    // The one who appended it may not have lived to deliver it.
    Notice(topic, appended->position);
  } else {
    metrics_.published_new.Increment();
    Deliver(topic, appended->event);
    bus_.Publish(topic, BusMessage(topic, *appended->event, logged_only_.contains(topic)));
  }
  return std::move(appended->position);
}

void Hub::OnMessage(absl::string_view bytes) {
  v1::SubscribeResponse response;
  if (!response.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())) ||
      !response.has_event()) {
    return LogProblem("bus_message_dropped", absl::InvalidArgumentError("not an event"));
  }
  const v1::Event& event = response.event();
  if (!event.has_event() || logged_only_.contains(event.topic())) {
    return Notice(event.topic(), event.position());
  }
  Deliver(event.topic(),
          std::make_shared<const LoggedEvent>(LoggedEvent{.event_id = event.event_id(),
                                                          .position = event.position(),
                                                          .encoded = std::string(bytes)}));
}

void Hub::Deliver(absl::string_view name, const EventPtr& event) {
  const std::shared_ptr<Topic> topic = Find(name);
  if (topic == nullptr) return;
  PendingFlushes offers;
  std::lock_guard lock(topic->mutex);
  Advance(*topic, event, offers);
}

absl::Status Hub::Subscribe(const std::string& name, const absl::optional<v1::Position>& after,
                            const std::shared_ptr<Subscriber>& subscriber) {
  absl::optional<Missed> missed;
  if (after.has_value()) {
    missed = Missed{.after = *after, .end = *after, .events = {}};
    // The most of it is read before the topic is locked, since the log may be slow.
    const absl::Status status = ReadOn(name, *missed);
    if (absl::IsDataLoss(status) && after->run() != 0) {
      const absl::Status ended = log_.EndIfWentBack(name, *after);
      if (!ended.ok()) return ended;
      CheckHeads();
    }
    if (absl::IsOutOfRange(status) || absl::IsDataLoss(status)) {
      missed.reset();
    } else if (!status.ok()) {
      return status;
    }
  }
  PendingFlushes offers;
  const auto [topic, lock] = Enter(name);
  const absl::Status status = Begin(*topic, std::move(missed), subscriber, offers);
  topic->gone = topic->subscribers.empty();
  if (topic->gone) Forget(topic);
  return status;
}

void Hub::Unsubscribe(absl::string_view name, const Subscriber* subscriber) {
  const std::shared_ptr<Topic> topic = Find(name);
  if (topic == nullptr) return;
  {
    std::lock_guard lock(topic->mutex);
    auto& all = topic->subscribers;
    auto found = std::find_if(all.begin(), all.end(),
                              [&](const auto& each) { return each.get() == subscriber; });
    if (found == all.end()) return;
    std::swap(*found, all.back());
    all.pop_back();
    metrics_.subscriptions.Decrement();
    topic->gone = all.empty();
    if (!topic->gone) return;
  }
  Forget(topic);
}

void Hub::CheckHeads() {
  std::vector<std::shared_ptr<Topic>> topics;
  for (Shard& shard : shards_) {
    std::lock_guard lock(shard.mutex);
    for (const auto& [name, topic] : shard.topics) topics.push_back(topic);
  }
  for (std::size_t from = 0; from < topics.size(); from += kHeadsAtOnce) {
    const absl::Status status = CheckHeads(absl::MakeConstSpan(topics).subspan(from, kHeadsAtOnce));
    if (!status.ok()) return LogProblem("heads_not_read", status);
  }
}

absl::Status Hub::CheckHeads(absl::Span<const std::shared_ptr<Topic>> topics) {
  std::vector<absl::string_view> names;
  for (const std::shared_ptr<Topic>& topic : topics) names.push_back(topic->name);
  const absl::StatusOr<std::vector<v1::Position>> heads = log_.Heads(names);
  if (!heads.ok()) return heads.status();
  for (std::size_t i = 0; i < topics.size(); ++i) {
    PendingFlushes offers;
    std::lock_guard lock(topics[i]->mutex);
    // A head that is behind was read before the last event was handed out, or the log went back.
    CatchUpTo(*topics[i], (*heads)[i], offers);
  }
  return absl::OkStatus();
}

absl::Status Hub::EndEpochs(absl::Span<const absl::string_view> topics) {
  const absl::Status status = log_.EndEpochs(topics);
  if (status.ok()) CheckHeads();
  return status;
}

void Hub::Notice(absl::string_view name, const v1::Position& head) {
  const std::shared_ptr<Topic> topic = Find(name);
  if (topic == nullptr) return;
  PendingFlushes offers;
  std::lock_guard lock(topic->mutex);
  const v1::Position& reached = topic->position;
  if (reached.epoch() == head.epoch() && reached.offset() >= head.offset()) return;
  CatchUpTo(*topic, head, offers);
}

std::shared_ptr<Hub::Topic> Hub::Find(absl::string_view name) {
  Shard& shard = shards_[ShardOf(name)];
  std::lock_guard lock(shard.mutex);
  auto found = shard.topics.find(name);
  return found == shard.topics.end() ? nullptr : found->second;
}

std::pair<std::shared_ptr<Hub::Topic>, std::unique_lock<std::mutex>> Hub::Enter(
    const std::string& name) {
  for (;;) {
    std::shared_ptr<Topic> topic = FindOrMake(name);
    std::unique_lock lock(topic->mutex);
    if (!topic->gone) return {std::move(topic), std::move(lock)};
    Forget(topic);
  }
}

std::shared_ptr<Hub::Topic> Hub::FindOrMake(const std::string& name) {
  Shard& shard = shards_[ShardOf(name)];
  std::lock_guard lock(shard.mutex);
  auto found = shard.topics.find(name);
  if (found != shard.topics.end()) return found->second;
  auto topic = std::make_shared<Topic>(name);
  shard.topics.emplace(topic->name, topic);
  // Before its head is read, so that what is appended after that is heard of.
  bus_.Follow(topic->name);
  return topic;
}

void Hub::Forget(const std::shared_ptr<Topic>& gone) {
  Shard& shard = shards_[ShardOf(gone->name)];
  std::lock_guard lock(shard.mutex);
  auto found = shard.topics.find(gone->name);
  if (found == shard.topics.end() || found->second != gone) return;
  shard.topics.erase(found);
  bus_.Unfollow(gone->name);
}

absl::Status Hub::ReadOn(const std::string& name, Missed& missed) {
  for (;;) {
    absl::StatusOr<TopicLog::Range> range = log_.Read(name, missed.end, kPage);
    if (!range.ok()) return range.status();
    for (EventPtr& event : range->events) {
      missed.bytes += event->encoded.size();
      if (missed.bytes > max_missed_bytes_) return absl::OutOfRangeError("too much was missed");
      missed.end = event->position;
      missed.events.push_back(std::move(event));
    }
    if (missed.end.offset() >= range->head.offset()) return absl::OkStatus();
  }
}

absl::Status Hub::Begin(Topic& topic, absl::optional<Missed> missed,
                        const std::shared_ptr<Subscriber>& subscriber, PendingFlushes& offers) {
  if (topic.position.epoch().empty()) {
    // With the lock held: whoever appends an event after this waits in Deliver.
    absl::StatusOr<std::vector<v1::Position>> heads = log_.Heads({topic.name});
    if (!heads.ok()) return heads.status();
    topic.position = std::move(heads->front());
  }
  if (missed.has_value() && Complete(topic, *missed, offers)) {
    offers.Make(subscriber, Subscribed(topic.name, missed->after, /*recovered=*/true));
    for (const EventPtr& event : missed->events) offers.Make(subscriber, FrameOf(event));
    metrics_.delivered.Increment(static_cast<double>(missed->events.size()));
  } else {
    offers.Make(subscriber, Subscribed(topic.name, topic.position, /*recovered=*/false));
  }
  auto& all = topic.subscribers;
  if (std::find(all.begin(), all.end(), subscriber) == all.end()) {
    all.push_back(subscriber);
    metrics_.subscriptions.Increment();
  }
  return absl::OkStatus();
}

// Makes the end of what was missed and the start of what is live one place. False if that cannot be
// done.
bool Hub::Complete(Topic& topic, Missed& missed, PendingFlushes& offers) {
  // What was read may be ahead of what has been handed out, or behind it.
  if (missed.end.epoch() != topic.position.epoch() ||
      missed.end.offset() > topic.position.offset()) {
    CatchUp(topic, offers);
  }
  if (missed.end.offset() < topic.position.offset() && !ReadOn(topic.name, missed).ok()) {
    return false;
  }
  std::vector<EventPtr>& events = missed.events;
  while (!events.empty() && events.back()->position.offset() > topic.position.offset()) {
    events.pop_back();
  }
  const v1::Position& end = events.empty() ? missed.after : events.back()->position;
  return Same(end, topic.position);
}

void Hub::Advance(Topic& topic, const EventPtr& event, PendingFlushes& offers) {
  // The first to subscribe will see to it.
  if (topic.position.epoch().empty()) return;
  // Of another run it may be of another life of the log: only the log can tell.
  const bool same_life = event->position.epoch() == topic.position.epoch() &&
                         event->position.run() == topic.position.run();
  const std::int64_t ahead = event->position.offset() - topic.position.offset();
  if (same_life && ahead <= 0) return;
  if (same_life && ahead == 1) return HandOut(topic, event, offers);
  CatchUp(topic, offers);
}

void Hub::HandOut(Topic& topic, const EventPtr& event, PendingFlushes& offers) {
  const Frame frame = FrameOf(event);
  for (const std::shared_ptr<Subscriber>& each : topic.subscribers) offers.Make(each, frame);
  metrics_.delivered.Increment(static_cast<double>(topic.subscribers.size()));
  topic.position = event->position;
}

void Hub::CatchUpTo(Topic& topic, const v1::Position& head, PendingFlushes& offers) {
  if (topic.position.epoch().empty() || Same(topic.position, head)) return;
  CatchUp(topic, offers);
}

void Hub::CatchUp(Topic& topic, PendingFlushes& offers) {
  for (;;) {
    const absl::StatusOr<TopicLog::Range> range = log_.Read(topic.name, topic.position, kPage);
    if (absl::IsDataLoss(range.status())) {
      const absl::Status ended = log_.EndIfWentBack(topic.name, topic.position);
      if (!ended.ok()) return LogProblem("epochs_not_ended", ended);
      return Restart(topic, offers);
    }
    if (absl::IsOutOfRange(range.status())) return Restart(topic, offers);
    // CheckHeads will try again.
    if (!range.ok()) return LogProblem("events_not_read", range.status());
    for (const EventPtr& event : range->events) HandOut(topic, event, offers);
    if (topic.position.offset() >= range->head.offset()) return;
  }
}

// What lies between is lost to those who follow the topic, and they are told.
void Hub::Restart(Topic& topic, PendingFlushes& offers) {
  absl::StatusOr<std::vector<v1::Position>> heads = log_.Heads({topic.name});
  if (!heads.ok()) return LogProblem("head_not_read", heads.status());
  topic.position = std::move(heads->front());
  const Frame frame = Subscribed(topic.name, topic.position, /*recovered=*/false);
  for (const std::shared_ptr<Subscriber>& each : topic.subscribers) offers.Make(each, frame);
}

}  // namespace lossy::notifications
