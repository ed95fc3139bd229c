#include "edge/pubsub/hub.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "base/trace/continued_trace.h"
#include "base/trace/span.h"
#include "edge/pubsub/event_frames.h"

namespace lossy::edge {

struct Subscription::Topic {
  // The subscriptions that have not begun, and are not members of their groups.
  struct Unbegun {
    bool empty() const { return waiting.empty() && recovering.empty() && refused.empty(); }

    List waiting;     // They wait for the topic to be live.
    List recovering;  // They wait for missed events.
    List refused;
  };

  Topic(Hub& hub, base::SharedText name) : hub(hub), own_name(std::move(name)) {}

  const base::SharedText& name() const { return own_name; }

  bool has_waiting() const { return unbegun != nullptr && !unbegun->waiting.empty(); }
  bool has_recovering() const { return unbegun != nullptr && !unbegun->recovering.empty(); }
  // Returns the lists, which are made if there are none.
  Unbegun& lists() {
    if (unbegun == nullptr) unbegun = std::make_unique<Unbegun>();
    return *unbegun;
  }
  void DropEmptyLists() {
    if (unbegun != nullptr && unbegun->empty()) unbegun.reset();
  }

  Hub& hub;
  const base::SharedText own_name;
  bool live = false;
  bool asked = false;  // True while the source has a request for missed events.
  Position position;   // While live: the position of the last published event.
  // nullptr while all subscriptions have begun, which is so for nearly all topics.
  std::unique_ptr<Unbegun> unbegun;
  BroadcastGroups<Subscription> groups;
};

namespace {

// The clients of one frame whose writes have a span. They stand for all.
constexpr std::size_t kTracedSockets = 4;

enum class Recovery : std::uint8_t { kRecovered, kNotRecovered, kAsk };

// Decides if a client that has received the events up to `after` can recover, on a topic whose last
// event is at `position`. `after` is nullptr for a client without a position. `missed` is the
// source's answer, or nullptr. kAsk: the source must answer first.
Recovery Recover(const Position* after, const Position& position, const MissedEvents* missed) {
  if (after == nullptr || after->epoch != position.epoch) return Recovery::kNotRecovered;
  if (after->offset == position.offset) {
    return SameRun(*after, position) ? Recovery::kRecovered : Recovery::kNotRecovered;
  }
  if (missed == nullptr) return Recovery::kAsk;
  if (missed->complete) {
    const bool covered = missed->after.offset <= after->offset && after->offset < position.offset;
    if (!covered) return Recovery::kAsk;
    const bool has = HasPosition(missed->after, missed->events, missed->position, *after);
    return has ? Recovery::kRecovered : Recovery::kNotRecovered;
  }
  return missed->Excludes(*after) ? Recovery::kNotRecovered : Recovery::kAsk;
}

// The span covers the frame of an event and its way to the send queues of `clients` clients.
base::Span StartDeliverySpan(const PublishedEvent& event, std::size_t clients) {
  base::Span span = base::ContinueSpan("event_delivery", base::SpanKind::kConsumer, event.trace);
  span.Set("lossy.event", event.name);
  span.Set("lossy.sockets", static_cast<std::int64_t>(clients));
  return span;
}

// Traces the writes of a frame that was sent to the clients.
void TraceWrites(const base::Span& delivery, absl::Span<Subscription* const> clients) {
  if (!delivery.context().sampled) return;
  const std::size_t count = std::min(clients.size(), kTracedSockets);
  for (std::size_t i = 0; i < count; ++i) {
    clients[i]->transport().EndWhenSent(
        base::StartSpan("socket_write", base::SpanKind::kInternal, delivery.context()));
  }
}

}  // namespace

Subscription::~Subscription() { topic_.hub.Unsubscribe(*this); }

Hub::Hub(TopicSource& source, PubsubMetrics& metrics, const base::Clock& clock)
    : source_(source), metrics_(metrics), clock_(clock) {}

Hub::~Hub() = default;

Hub::Topic& Hub::FindOrAddTopic(const base::SharedText& name) {
  if (Topic* const topic = Find(name)) return *topic;
  return **topics_.insert(std::make_unique<Topic>(*this, name)).first;
}

Hub::Topic* Hub::Find(absl::string_view name) {
  auto found = topics_.find(name);
  return found == topics_.end() ? nullptr : found->get();
}

std::unique_ptr<Subscription> Hub::Subscribe(Subscription::Request request,
                                             Subscription::Listener& listener) {
  Topic& topic = FindOrAddTopic(request.topic);
  Subscription::Group& group = topic.groups.Acquire(request.channel_topic, request.serializer,
                                                    request.positions, request.events);
  std::unique_ptr<Subscription> subscription(new Subscription(topic, group, request, listener));
  metrics_.subscriptions.Increment();
  if (topic.live) {
    Subscription* const one = subscription.get();
    Begin(topic, {&one, 1}, /*missed=*/nullptr);
    return subscription;
  }
  const bool is_first = !topic.has_waiting();
  topic.lists().waiting.Add(*subscription);
  if (is_first) source_.Follow(*this, topic.name());
  return subscription;
}

// Makes a subscription a member of its group, or asks the source for the events it missed.
void Hub::Begin(Topic& topic, absl::Span<Subscription* const> subscriptions,
                const MissedEvents* missed) {
  struct Call {
    Subscription::Listener* listener;
    Subscription::Beginning beginning;
  };
  // The calls come last, because a listener may destroy its subscription, even the topic's last
  // one.
  absl::InlinedVector<Call, 1> calls;
  std::map<const Subscription::Group*, MissedFrames> frames;
  for (Subscription* subscription : subscriptions) {
    const Position* const after = subscription->after_.get();
    const Recovery recovery = Recover(after, topic.position, missed);
    if (recovery == Recovery::kAsk) {
      topic.lists().recovering.Add(*subscription);
      continue;
    }
    Subscription::Group& group = subscription->group_;
    group.members().Add(*subscription);
    const bool recovered = recovery == Recovery::kRecovered;
    calls.push_back({&subscription->listener_,
                     {.recovered = recovered, .position = recovered ? *after : topic.position}});
    if (!recovered || after->offset == topic.position.offset) continue;
    Subscription::Beginning& beginning = calls.back().beginning;
    beginning.missed = frames.try_emplace(&group, *missed, group.format(), *subscription)
                           .first->second.After(after->offset);
    metrics_.deliveries.Increment(static_cast<double>(beginning.missed.size()));
  }
  topic.DropEmptyLists();
  AskForMissed(topic);
  for (const Call& call : calls) call.listener->OnSubscribed(call.beginning);
}

// Requests missed events once for all subscriptions, from the oldest of their positions on.
void Hub::AskForMissed(Topic& topic) {
  if (topic.asked || !topic.has_recovering()) return;
  topic.asked = true;
  const absl::Span<Subscription* const> all = topic.lists().recovering.clients();
  const Subscription* furthest = *std::min_element(
      all.begin(), all.end(),
      [](const auto* a, const auto* b) { return a->after_->offset < b->after_->offset; });
  source_.Recover(*this, std::string(topic.name().view()), *furthest->after_);
}

void Hub::Unsubscribe(Subscription& subscription) {
  Topic& topic = subscription.topic_;
  metrics_.subscriptions.Decrement();
  Subscription::List::Remove(subscription);
  topic.DropEmptyLists();
  topic.groups.Release(subscription.group_);
  if (!topic.groups.empty()) return;
  const std::string name(topic.name().view());
  topics_.erase(name);
  source_.Unfollow(*this, name);
}

Hub::TopicState Hub::Describe(absl::string_view name) {
  const Topic* const topic = Find(name);
  if (topic == nullptr) return {};
  TopicState state;
  if (topic->unbegun != nullptr) {
    state.subscriptions =
        topic->unbegun->waiting.clients().size() + topic->unbegun->recovering.clients().size();
  }
  for (const auto& group : topic->groups) state.subscriptions += group->members().clients().size();
  if (topic->live) state.position = topic->position;
  return state;
}

void Hub::OnFollowed(absl::string_view name, const absl::StatusOr<Position>& position) {
  Topic* topic = Find(name);
  if (topic == nullptr) return;
  topic->live = position.ok();
  if (!position.ok()) return Refuse(*topic, topic->lists().waiting, position.status());
  topic->position = *position;
  Begin(*topic, topic->lists().waiting.Copy(), /*missed=*/nullptr);
}

void Hub::OnMissed(absl::string_view name, const absl::StatusOr<MissedEvents>& missed) {
  Topic* topic = Find(name);
  // The answer to a request from before a gap arrives before the topic is live again.
  if (topic == nullptr || !topic->live) return;
  topic->asked = false;
  if (!missed.ok()) return Refuse(*topic, topic->lists().recovering, missed.status());
  topic->position = missed->position;
  Begin(*topic, topic->lists().recovering.Copy(), &*missed);
}

void Hub::Refuse(Topic& topic, Subscription::List& list, const absl::Status& status) {
  std::vector<Subscription::Listener*> listeners;
  for (Subscription* subscription : list.Copy()) {
    topic.lists().refused.Add(*subscription);
    listeners.push_back(&subscription->listener_);
  }
  topic.DropEmptyLists();
  for (Subscription::Listener* listener : listeners) listener->OnSubscribed(status);
}

void Hub::OnGap(absl::string_view name) {
  Topic* topic = Find(name);
  if (topic == nullptr) return;
  topic->live = false;
  topic->asked = false;
  std::vector<Subscription::Listener*> listeners;
  for (const auto& group : topic->groups) {
    for (Subscription* subscription : group->members().clients()) {
      listeners.push_back(&subscription->listener_);
    }
  }
  // Subscriptions that have not begun begin after the gap.
  if (topic->has_recovering()) {
    for (Subscription* subscription : topic->unbegun->recovering.Copy()) {
      topic->unbegun->waiting.Add(*subscription);
    }
  }
  if (topic->has_waiting()) source_.Follow(*this, topic->name());
  for (Subscription::Listener* listener : listeners) listener->OnGap();
}

void Hub::Publish(const PublishedEvent& event) {
  Topic* topic = Find(event.topic);
  if (topic == nullptr) return;
  topic->position = event.position;
  EventEncoder encoder(event);
  for (const auto& group : topic->groups) {
    const absl::Span<Subscription* const> members = group->members().clients();
    if (members.empty() || !group->Wants(event.name)) continue;
    const base::Span span = StartDeliverySpan(event, members.size());
    const EncodedMessagePtr message = encoder.Encode(group->format());
    message->Measure(LagOf(event.name), event.origin);
    metrics_.deliveries.Increment(static_cast<double>(group->Send(message)));
    TraceWrites(span, members);
  }
}

DeliveryLag& Hub::LagOf(const std::string& event) {
  std::unique_ptr<DeliveryLag>& lag = lags_[event];
  if (lag == nullptr) lag = std::make_unique<DeliveryLag>(metrics_, event, clock_);
  return *lag;
}

void Hub::ExportLags() {
  for (const auto& [event, lag] : lags_) lag->Export();
}

}  // namespace lossy::edge
