#include "edge/pubsub/hub.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text/json_string.h"
#include "edge/pubsub/broadcast.h"

namespace lossy::edge {

// The clients that joined one channel topic with one serializer, with positions or without, and so
// are sent the same frames.
struct Subscription::Group {
  std::string channel_topic;
  std::string topic_json;
  Serializer serializer;
  bool positions;
  const std::vector<std::string>* events;
  List members;
  std::size_t subscriptions = 0;  // Members, and those who wait to be.

  bool Wants(const PublishedEvent& event) const {
    return std::find(events->begin(), events->end(), event.name) != events->end();
  }
};

struct Subscription::Topic {
  std::string name;
  bool live = false;
  bool asked = false;  // The source, for what was missed.
  Position position;   // Of the last event published, while live.
  List waiting;        // For the topic to be live.
  List recovering;     // Wait for what they missed.
  List refused;
  std::vector<std::unique_ptr<Group>> groups;

  Group& FindOrAddGroup(const Request& request) {
    for (const std::unique_ptr<Group>& group : groups) {
      if (group->channel_topic == request.channel_topic &&
          group->serializer == request.serializer && group->positions == request.positions) {
        return *group;
      }
    }
    groups.push_back(std::make_unique<Group>());
    Group& group = *groups.back();
    group.channel_topic = request.channel_topic;
    group.serializer = request.serializer;
    group.positions = request.positions;
    group.events = request.events;
    base::AppendJsonString(request.channel_topic, &group.topic_json);
    return group;
  }
};

namespace {

// An event as its groups are sent it. Adds the position once, when the first group wants it.
class Encoder {
 public:
  explicit Encoder(const PublishedEvent& event) : event_(event) {}

  template <typename Group>
  FramePtr For(const Group& group) {
    return EncodeBroadcast(group.serializer, group.channel_topic, group.topic_json, event_.name,
                           group.positions ? Positioned() : event_.payload);
  }

 private:
  const Payload& Positioned() {
    if (positioned_.json.empty()) {
      positioned_.json = WithPosition(event_.payload.json, event_.position);
    }
    return positioned_;
  }

  const PublishedEvent& event_;
  Payload positioned_;
};

// What was missed, as one group is sent it.
struct MissedFrames {
  template <typename Group>
  MissedFrames(const Missed& missed, const Group& group) {
    for (const PublishedEventPtr& event : missed.events) {
      if (!group.Wants(*event)) continue;
      offsets.push_back(event->position.offset);
      frames.push_back(Encoder(*event).For(group));
    }
  }

  absl::Span<const FramePtr> After(std::int64_t offset) const {
    const auto first = std::upper_bound(offsets.begin(), offsets.end(), offset);
    return absl::MakeConstSpan(frames).subspan(first - offsets.begin());
  }

  std::vector<std::int64_t> offsets;
  std::vector<FramePtr> frames;
};

enum class Recovery : std::uint8_t { kRecovered, kNotRecovered, kAsk };

// For a client that has seen `after`, on a topic that is at `position`.
Recovery Recover(const absl::optional<Position>& after, const Position& position,
                 const Missed* missed) {
  if (!after || after->epoch != position.epoch) return Recovery::kNotRecovered;
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

}  // namespace

Subscription::~Subscription() { hub_.Leave(*this); }

void Subscription::LeaveList() {
  List& list = *list_;
  list[place_] = list.back();
  list[place_]->place_ = place_;
  list.pop_back();
}

void Subscription::MoveTo(List& list) {
  if (list_ != nullptr) LeaveList();
  list_ = &list;
  place_ = list.size();
  list.push_back(this);
}

Hub::Hub(TopicSource& source, prometheus::Counter& deliveries)
    : source_(source), deliveries_(deliveries) {}

Hub::~Hub() = default;

Hub::Topic& Hub::FindOrAddTopic(const std::string& name) {
  std::unique_ptr<Topic>& topic = topics_[name];
  if (topic == nullptr) {
    topic = std::make_unique<Topic>();
    topic->name = name;
  }
  return *topic;
}

Hub::Topic* Hub::Find(const std::string& name) {
  auto found = topics_.find(name);
  return found == topics_.end() ? nullptr : found->second.get();
}

std::unique_ptr<Subscription> Hub::Subscribe(Subscription::Request request,
                                             Subscription::Listener& listener) {
  Topic& topic = FindOrAddTopic(request.topic);
  Group& group = topic.FindOrAddGroup(request);
  std::unique_ptr<Subscription> subscription(
      new Subscription(*this, topic, group, request, listener));
  ++group.subscriptions;
  subscription->MoveTo(topic.waiting);
  if (topic.live) {
    Begin(topic, {subscription.get()}, /*missed=*/nullptr);
  } else if (topic.waiting.size() == 1) {
    source_.Follow(*this, request.topic);
  }
  return subscription;
}

// Those whose beginning is known go live; the others have what they missed asked for.
void Hub::Begin(Topic& topic, const Subscription::List& subscriptions, const Missed* missed) {
  struct News {
    Subscription::Listener* listener;
    Subscription::Beginning beginning;
  };
  // First all, then the news: a listener may give up its subscription, even the topic's last.
  std::vector<News> news;
  std::map<const Group*, MissedFrames> frames;
  for (Subscription* subscription : subscriptions) {
    const absl::optional<Position>& after = subscription->after_;
    const Recovery recovery = Recover(after, topic.position, missed);
    if (recovery == Recovery::kAsk) {
      subscription->MoveTo(topic.recovering);
      continue;
    }
    Group& group = subscription->group_;
    subscription->MoveTo(group.members);
    const bool recovered = recovery == Recovery::kRecovered;
    news.push_back({&subscription->listener_,
                    {.recovered = recovered, .position = recovered ? *after : topic.position}});
    if (!recovered || after->offset == topic.position.offset) continue;
    Subscription::Beginning& beginning = news.back().beginning;
    beginning.missed =
        frames.try_emplace(&group, *missed, group).first->second.After(after->offset);
    deliveries_.Increment(static_cast<double>(beginning.missed.size()));
  }
  AskForMissed(topic);
  for (const News& each : news) each.listener->OnSubscribed(each.beginning);
}

// One question for all: what the one that is furthest behind has missed.
void Hub::AskForMissed(Topic& topic) {
  if (topic.asked || topic.recovering.empty()) return;
  topic.asked = true;
  const Subscription* last = *std::min_element(
      topic.recovering.begin(), topic.recovering.end(),
      [](const auto* a, const auto* b) { return a->after_->offset < b->after_->offset; });
  source_.Recover(*this, topic.name, *last->after_);
}

void Hub::Leave(Subscription& subscription) {
  Topic& topic = subscription.topic_;
  Group& group = subscription.group_;
  subscription.LeaveList();
  if (--group.subscriptions > 0) return;
  auto found = std::find_if(topic.groups.begin(), topic.groups.end(),
                            [&](const auto& each) { return each.get() == &group; });
  topic.groups.erase(found);
  if (!topic.groups.empty()) return;
  const std::string name = topic.name;
  topics_.erase(name);
  source_.Unfollow(*this, name);
}

void Hub::OnFollowed(const std::string& name, const absl::StatusOr<Position>& position) {
  Topic* topic = Find(name);
  if (topic == nullptr) return;
  topic->live = position.ok();
  if (!position.ok()) return Refuse(*topic, topic->waiting, position.status());
  topic->position = *position;
  Begin(*topic, Subscription::List(topic->waiting), /*missed=*/nullptr);
}

void Hub::OnMissed(const std::string& name, const absl::StatusOr<Missed>& missed) {
  Topic* topic = Find(name);
  // What was asked for a former life of the topic is answered before the present one is live.
  if (topic == nullptr || !topic->live) return;
  topic->asked = false;
  if (!missed.ok()) return Refuse(*topic, topic->recovering, missed.status());
  topic->position = missed->position;
  Begin(*topic, Subscription::List(topic->recovering), &*missed);
}

void Hub::Refuse(Topic& topic, Subscription::List& list, const absl::Status& status) {
  std::vector<Subscription::Listener*> listeners;
  for (Subscription* subscription : Subscription::List(list)) {
    subscription->MoveTo(topic.refused);
    listeners.push_back(&subscription->listener_);
  }
  for (Subscription::Listener* listener : listeners) listener->OnSubscribed(status);
}

void Hub::OnGap(const std::string& name) {
  Topic* topic = Find(name);
  if (topic == nullptr) return;
  topic->live = false;
  topic->asked = false;
  std::vector<Subscription::Listener*> listeners;
  for (const std::unique_ptr<Group>& group : topic->groups) {
    for (Subscription* subscription : group->members) {
      listeners.push_back(&subscription->listener_);
    }
  }
  // Those who have not begun yet begin behind the gap.
  for (Subscription* subscription : Subscription::List(topic->recovering)) {
    subscription->MoveTo(topic->waiting);
  }
  if (!topic->waiting.empty()) source_.Follow(*this, name);
  for (Subscription::Listener* listener : listeners) listener->OnGap();
}

void Hub::Publish(const PublishedEvent& event) {
  Topic* topic = Find(event.topic);
  if (topic == nullptr) return;
  topic->position = event.position;
  Encoder encoder(event);
  for (const std::unique_ptr<Group>& group : topic->groups) {
    if (group->members.empty() || !group->Wants(event)) continue;
    const FramePtr frame = encoder.For(*group);
    for (Subscription* member : group->members) member->transport_.SendFrame(frame);
    deliveries_.Increment(static_cast<double>(group->members.size()));
  }
}

}  // namespace lossy::edge
