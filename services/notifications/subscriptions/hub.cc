#include "services/notifications/subscriptions/hub.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "base/log/log.h"
#include "base/time/clock.h"

namespace lossy::notifications {
namespace {

// The number of topics whose heads are read at a time.
constexpr std::size_t kHeadsAtOnce = 1024;

Frame Subscribed(const std::string& topic, const v1::Position& position, bool recovered) {
  v1::SubscribeResponse response;
  v1::SubscribeResponse::Subscribed& subscribed = *response.mutable_subscribed();
  subscribed.set_topic(topic);
  *subscribed.mutable_position() = position;
  subscribed.set_recovered(recovered);
  return Encode(response);
}

// Returns whether the events at the two offsets can be from one log. An unknown run agrees with
// every other.
bool SameRun(const v1::Position& a, const v1::Position& b) {
  return a.run() == b.run() || a.run() == 0 || b.run() == 0;
}

bool Same(const v1::Position& a, const v1::Position& b) {
  return a.offset() == b.offset() && a.epoch() == b.epoch() && SameRun(a, b);
}

// Returns the message to the other replicas: the event, or its position only, so that they read the
// event from the log.
std::string BusMessage(const std::string& topic, const LoggedEvent& event, bool position_only) {
  if (!position_only && event.encoded.size() <= kMaxBusBytes) return event.encoded;
  v1::SubscribeResponse response;
  response.mutable_event()->set_topic(topic);
  *response.mutable_event()->mutable_position() = event.position;
  return response.SerializeAsString();
}

void LogProblem(absl::string_view event, const absl::Status& status) {
  base::Log(base::LogLevel::kWarning, event, {{"problem", status.message()}});
}

// The topics of one part of the log (TopicLog::PartOf).
using PartTopics = std::vector<std::shared_ptr<HubTopic>>;

// Returns the topics of each part that has some.
std::vector<PartTopics> ByPart(const TopicLog& log,
                               absl::Span<const std::shared_ptr<HubTopic>> topics) {
  std::map<std::size_t, PartTopics> parts;
  for (const std::shared_ptr<HubTopic>& topic : topics) {
    parts[log.PartOf(topic->name)].push_back(topic);
  }
  std::vector<PartTopics> all;
  for (auto& [number, part] : parts) all.push_back(std::move(part));
  return all;
}

std::vector<absl::string_view> NamesOf(absl::Span<const std::shared_ptr<HubTopic>> topics) {
  std::vector<absl::string_view> names;
  names.reserve(topics.size());
  for (const std::shared_ptr<HubTopic>& topic : topics) names.push_back(topic->name);
  return names;
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
                                          const google::protobuf::Any& event,
                                          const EventOrigin& origin) {
  return Published(topic, log_.Append(topic, event_id, event, origin));
}

absl::StatusOr<v1::Position> Hub::Published(const std::string& topic,
                                            absl::StatusOr<TopicLog::Appended> appended) {
  if (!appended.ok()) return appended.status();
  if (appended->event == nullptr) {
    metrics_.published_repeat.Increment();
    // The replica that appended it may have failed before it delivered it.
    OnHead(topic, appended->position);
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
    return OnHead(event.topic(), event.position());
  }
  Deliver(event.topic(),
          std::make_shared<const LoggedEvent>(LoggedEvent{.event_id = event.event_id(),
                                                          .position = event.position(),
                                                          .encoded = std::string(bytes),
                                                          .origin = OriginOf(event)}));
}

void Hub::Deliver(absl::string_view name, const EventPtr& event) {
  const std::shared_ptr<Topic> topic = topics_.Find(name);
  if (topic == nullptr) return;
  PendingFlushes::WithLock(topic->mutex, [&](PendingFlushes& flushes) {
    topic->mutex.AssertHeld();
    Advance(*topic, event, flushes);
  });
}

Hub::PreparedTopics::~PreparedTopics() {
  for (const std::shared_ptr<HubTopic>& topic : topics_) hub_.CloseIfUnused(topic);
}

Hub::PreparedTopics Hub::Prepare(const std::vector<Following>& following) {
  PreparedTopics prepared(*this);
  for (const auto& [name, continues] : following) {
    std::shared_ptr<Topic> topic = topics_.FindOrMake(name);
    base::MutexLock lock(topic->mutex);
    const bool reads = !topic->closed && (continues || topic->position.epoch().empty());
    lock.Unlock();
    if (reads) prepared.topics_.push_back(std::move(topic));
  }
  // A topic of a part that works has its position, so the failure of another part does not matter
  // to it.
  for (const PartTopics& part : ByPart(log_, prepared.topics_)) {
    prepared.status_.Update(SetPositions(part));
  }
  return prepared;
}

// Unlike ReadPosition, it holds no lock while it reads, because it reads for many topics. An event
// that arrives meanwhile sets arrived_early.
absl::Status Hub::SetPositions(absl::Span<const std::shared_ptr<Topic>> topics) {
  const absl::StatusOr<std::vector<v1::Position>> heads = log_.Heads(NamesOf(topics));
  if (!heads.ok()) return heads.status();
  for (std::size_t i = 0; i < topics.size(); ++i) {
    PendingFlushes::WithLock(topics[i]->mutex, [&](PendingFlushes& flushes) {
      Topic& topic = *topics[i];
      topic.mutex.AssertHeld();
      if (!topic.position.epoch().empty()) return CatchUpTo(topic, (*heads)[i], flushes);
      topic.position = (*heads)[i];
      if (topic.arrived_early) CatchUp(topic, flushes);
    });
  }
  return absl::OkStatus();
}

void Hub::CloseIfUnused(const std::shared_ptr<Topic>& topic) {
  {
    base::MutexLock lock(topic->mutex);
    if (!topic->subscribers.empty()) return;
    topic->closed = true;
  }
  topics_.Remove(topic);
}

absl::Status Hub::Subscribe(const std::string& name, const absl::optional<v1::Position>& after,
                            const std::shared_ptr<Subscriber>& subscriber,
                            const absl::Status& prepared) {
  absl::optional<MissedEvents> missed;
  if (after.has_value() && prepared.ok() && IsAt(name, *after)) {
    missed = MissedEvents{.after = *after, .end = *after, .events = {}};
  } else if (after.has_value()) {
    absl::StatusOr<absl::optional<MissedEvents>> read = ReadMissed(name, *after);
    if (!read.ok()) return read.status();
    missed = *std::move(read);
  }
  for (;;) {
    const std::shared_ptr<Topic> topic = topics_.FindOrMake(name);
    const auto begin = [&](PendingFlushes& flushes) -> absl::optional<absl::Status> {
      topic->mutex.AssertHeld();
      if (topic->closed) return absl::nullopt;
      absl::Status status = ReadPosition(*topic, prepared);
      if (status.ok()) status = Begin(*topic, std::move(missed), subscriber, flushes);
      topic->closed = topic->subscribers.empty();
      if (topic->closed) topics_.Remove(topic);
      return status;
    };
    absl::optional<absl::Status> status = PendingFlushes::WithLock(topic->mutex, begin);
    if (status.has_value()) return *std::move(status);
    topics_.Remove(topic);
  }
}

bool Hub::IsAt(absl::string_view name, const v1::Position& position) {
  const std::shared_ptr<Topic> topic = topics_.Find(name);
  if (topic == nullptr) return false;
  base::MutexLock lock(topic->mutex);
  return !topic->position.epoch().empty() && Same(topic->position, position);
}

// Reads most events before the topic is locked, since the log may be slow.
absl::StatusOr<absl::optional<MissedEvents>> Hub::ReadMissed(const std::string& name,
                                                             const v1::Position& after) {
  MissedEvents missed{.after = after, .end = after, .events = {}};
  const absl::Status status = missed.ReadOn(log_, name, max_missed_bytes_);
  if (absl::IsDataLoss(status) && after.run() != 0) {
    const absl::Status ended = log_.EndIfRolledBack(name, after);
    if (!ended.ok()) return ended;
    CheckHeads();
  }
  if (absl::IsOutOfRange(status) || absl::IsDataLoss(status)) return absl::nullopt;
  if (!status.ok()) return status;
  return missed;
}

void Hub::Unsubscribe(absl::string_view name, const Subscriber* subscriber) {
  const std::shared_ptr<Topic> topic = topics_.Find(name);
  if (topic == nullptr) return;
  {
    base::MutexLock lock(topic->mutex);
    auto& all = topic->subscribers;
    auto found = std::find_if(all.begin(), all.end(),
                              [&](const auto& each) { return each.get() == subscriber; });
    if (found == all.end()) return;
    std::swap(*found, all.back());
    all.pop_back();
    metrics_.subscriptions.Decrement();
    topic->closed = all.empty();
    if (!topic->closed) return;
  }
  topics_.Remove(topic);
}

void Hub::CheckHeads() {
  const absl::StatusOr<HeadWatch::Due> due = watch_.Next();
  if (!due.ok()) return LogProblem("heads_not_read", due.status());
  const std::vector<PartTopics> parts = ByPart(log_, due->topics);
  std::vector<const PartTopics*> failed;
  for (const PartTopics& part : parts) {
    const absl::Status status = CheckHeads(part);
    if (status.ok()) continue;
    failed.push_back(&part);
    LogProblem("heads_not_read", status);
  }
  if (!parts.empty() && failed.size() == parts.size()) return watch_.Failed(*due);
  for (const PartTopics* part : failed) {
    for (const std::shared_ptr<Topic>& topic : *part) watch_.Suspect(topic->name);
  }
  watch_.Checked(*due);
}

absl::Status Hub::CheckHeads(absl::Span<const std::shared_ptr<Topic>> topics) {
  for (std::size_t from = 0; from < topics.size(); from += kHeadsAtOnce) {
    const absl::Status status = CheckSomeHeads(topics.subspan(from, kHeadsAtOnce));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Hub::CheckSomeHeads(absl::Span<const std::shared_ptr<Topic>> topics) {
  const absl::StatusOr<std::vector<v1::Position>> heads = log_.Heads(NamesOf(topics));
  if (!heads.ok()) return heads.status();
  for (std::size_t i = 0; i < topics.size(); ++i) {
    PendingFlushes::WithLock(topics[i]->mutex, [&](PendingFlushes& flushes) {
      topics[i]->mutex.AssertHeld();
      // A head that is behind was read before the last event was delivered, or the log was
      // restored.
      CatchUpTo(*topics[i], (*heads)[i], flushes);
    });
  }
  return absl::OkStatus();
}

std::size_t Hub::Subscribers(absl::string_view name) {
  const std::shared_ptr<Topic> topic = topics_.Find(name);
  if (topic == nullptr) return 0;
  base::MutexLock lock(topic->mutex);
  return topic->subscribers.size();
}

absl::Status Hub::EndEpochs(absl::Span<const absl::string_view> topics) {
  const absl::Status status = log_.EndEpochs(topics);
  if (status.ok()) CheckHeads();
  return status;
}

void Hub::OnHead(absl::string_view name, const v1::Position& head) {
  const std::shared_ptr<Topic> topic = topics_.Find(name);
  if (topic == nullptr) return;
  PendingFlushes::WithLock(topic->mutex, [&](PendingFlushes& flushes) {
    Topic& locked = *topic;
    locked.mutex.AssertHeld();
    const bool has_head =
        locked.position.epoch() == head.epoch() && locked.position.offset() >= head.offset();
    if (!has_head) CatchUpTo(locked, head, flushes);
  });
}

// The topic stays locked: Deliver waits with an event that is appended after this.
absl::Status Hub::ReadPosition(Topic& topic, const absl::Status& prepared) {
  if (!topic.position.epoch().empty()) return absl::OkStatus();
  if (!prepared.ok()) return prepared;
  absl::StatusOr<std::vector<v1::Position>> heads = log_.Heads({topic.name});
  if (!heads.ok()) return heads.status();
  topic.position = std::move(heads->front());
  return absl::OkStatus();
}

absl::Status Hub::Begin(Topic& topic, absl::optional<MissedEvents> missed,
                        const std::shared_ptr<Subscriber>& subscriber, PendingFlushes& flushes) {
  if (missed.has_value() && Join(topic, *missed, flushes)) {
    flushes.Offer(subscriber, Subscribed(topic.name, missed->after, /*recovered=*/true));
    for (const EventPtr& event : missed->events) flushes.Offer(subscriber, FrameOf(event));
    metrics_.delivered.Increment(static_cast<double>(missed->events.size()));
  } else {
    flushes.Offer(subscriber, Subscribed(topic.name, topic.position, /*recovered=*/false));
  }
  auto& all = topic.subscribers;
  if (std::find(all.begin(), all.end(), subscriber) == all.end()) {
    all.push_back(subscriber);
    metrics_.subscriptions.Increment();
  }
  return absl::OkStatus();
}

// Makes the missed events end at the topic's position. Returns false if that is not possible.
bool Hub::Join(Topic& topic, MissedEvents& missed, PendingFlushes& flushes) {
  // The events that were read may end after the last event delivered, or before it.
  if (missed.end.epoch() != topic.position.epoch() ||
      missed.end.offset() > topic.position.offset()) {
    CatchUp(topic, flushes);
  }
  if (missed.end.offset() < topic.position.offset() &&
      !missed.ReadOn(log_, topic.name, max_missed_bytes_).ok()) {
    return false;
  }
  std::vector<EventPtr>& events = missed.events;
  while (!events.empty() && events.back()->position.offset() > topic.position.offset()) {
    events.pop_back();
  }
  const v1::Position& end = events.empty() ? missed.after : events.back()->position;
  return Same(end, topic.position);
}

void Hub::Advance(Topic& topic, const EventPtr& event, PendingFlushes& flushes) {
  if (topic.position.epoch().empty()) {
    topic.arrived_early = true;
    return;
  }
  // An event of another run may come from before a restore of the log: only the log can decide.
  const bool same_run = event->position.epoch() == topic.position.epoch() &&
                        event->position.run() == topic.position.run();
  const std::int64_t ahead = event->position.offset() - topic.position.offset();
  if (same_run && ahead <= 0) return;
  if (same_run && ahead == 1) return Offer(topic, event, flushes);
  CatchUp(topic, flushes);
}

void Hub::Offer(Topic& topic, const EventPtr& event, PendingFlushes& flushes) {
  const Frame frame = FrameOf(event);
  for (const std::shared_ptr<Subscriber>& each : topic.subscribers) flushes.Offer(each, frame);
  metrics_.delivered.Increment(static_cast<double>(topic.subscribers.size()));
  topic.position = event->position;
  if (event->origin.changed_us == 0) return;
  // Negative if the clocks of the machines differ.
  const absl::Duration lag =
      base::RealClock().Now() - absl::FromUnixMicros(event->origin.changed_us);
  metrics_.publish_lag.Observe(std::max(0.0, absl::ToDoubleSeconds(lag)));
}

void Hub::CatchUpTo(Topic& topic, const v1::Position& head, PendingFlushes& flushes) {
  if (topic.position.epoch().empty()) {
    topic.arrived_early = true;
    return;
  }
  if (!Same(topic.position, head)) CatchUp(topic, flushes);
}

void Hub::CatchUp(Topic& topic, PendingFlushes& flushes) {
  for (;;) {
    const absl::StatusOr<TopicLog::Range> range =
        log_.Read(topic.name, topic.position, kMissedPage);
    if (absl::IsDataLoss(range.status())) {
      const absl::Status ended = log_.EndIfRolledBack(topic.name, topic.position);
      if (!ended.ok()) return NotRead(topic, "epochs_not_ended", ended);
      return Restart(topic, flushes);
    }
    if (absl::IsOutOfRange(range.status())) return Restart(topic, flushes);
    if (!range.ok()) return NotRead(topic, "events_not_read", range.status());
    for (const EventPtr& event : range->events) Offer(topic, event, flushes);
    if (topic.position.offset() >= range->head.offset()) return;
  }
}

void Hub::NotRead(const Topic& topic, absl::string_view event, const absl::Status& status) {
  watch_.Suspect(topic.name);
  LogProblem(event, status);
}

// Subscribers lose the events in between. A Subscribed without `recovered` reports it.
void Hub::Restart(Topic& topic, PendingFlushes& flushes) {
  absl::StatusOr<std::vector<v1::Position>> heads = log_.Heads({topic.name});
  if (!heads.ok()) return NotRead(topic, "head_not_read", heads.status());
  topic.position = std::move(heads->front());
  const Frame frame = Subscribed(topic.name, topic.position, /*recovered=*/false);
  for (const std::shared_ptr<Subscriber>& each : topic.subscribers) flushes.Offer(each, frame);
}

}  // namespace lossy::notifications
