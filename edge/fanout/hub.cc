#include "edge/fanout/hub.h"

#include <algorithm>
#include <utility>

#include "base/text/json_string.h"
#include "edge/fanout/broadcast.h"

namespace lossy::edge {

// The clients that joined one channel topic with one serializer, and so are sent the same frames.
struct Subscription::Group {
  std::string channel_topic;
  std::string topic_json;
  Serializer serializer;
  const std::vector<std::string>* events;
  std::vector<Subscription*> members;
  std::size_t subscriptions = 0;  // Members, and those who wait to be.
};

struct Subscription::Topic {
  std::string name;
  bool live = false;
  std::vector<Subscription*> waiting;
  std::vector<std::unique_ptr<Group>> groups;

  Group& FindOrAddGroup(const Request& request) {
    for (const std::unique_ptr<Group>& group : groups) {
      if (group->channel_topic == request.channel_topic &&
          group->serializer == request.serializer) {
        return *group;
      }
    }
    groups.push_back(std::make_unique<Group>());
    Group& group = *groups.back();
    group.channel_topic = request.channel_topic;
    group.serializer = request.serializer;
    group.events = request.events;
    base::AppendJsonString(request.channel_topic, &group.topic_json);
    return group;
  }
};

namespace {

void SwapRemove(std::vector<Subscription*>& list, std::size_t place,
                void (*moved)(Subscription&, std::size_t)) {
  list[place] = list.back();
  list.pop_back();
  if (place < list.size()) moved(*list[place], place);
}

}  // namespace

Subscription::~Subscription() { hub_.Leave(*this); }

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

std::unique_ptr<Subscription> Hub::Subscribe(Subscription::Request request,
                                             Subscription::Listener& listener) {
  Topic& topic = FindOrAddTopic(request.topic);
  Group& group = topic.FindOrAddGroup(request);
  std::unique_ptr<Subscription> subscription(
      new Subscription(*this, topic, group, *request.transport, listener));
  ++group.subscriptions;
  if (topic.live) {
    GoLive(*subscription);
    listener.OnSubscribed(absl::OkStatus());
    return subscription;
  }
  subscription->place_ = topic.waiting.size();
  topic.waiting.push_back(subscription.get());
  if (topic.waiting.size() == 1) source_.Follow(*this, request.topic);
  return subscription;
}

void Hub::GoLive(Subscription& subscription) {
  subscription.live_ = true;
  subscription.place_ = subscription.group_.members.size();
  subscription.group_.members.push_back(&subscription);
}

void Hub::Leave(Subscription& subscription) {
  Topic& topic = subscription.topic_;
  Group& group = subscription.group_;
  SwapRemove(subscription.live_ ? group.members : topic.waiting, subscription.place_,
             [](Subscription& other, std::size_t place) { other.place_ = place; });
  if (--group.subscriptions > 0) return;
  auto found = std::find_if(topic.groups.begin(), topic.groups.end(),
                            [&](const auto& each) { return each.get() == &group; });
  topic.groups.erase(found);
  if (!topic.groups.empty()) return;
  const std::string name = topic.name;
  topics_.erase(name);
  source_.Unfollow(*this, name);
}

void Hub::OnFollowed(const std::string& name, const absl::Status& status) {
  auto found = topics_.find(name);
  if (found == topics_.end()) return;
  Topic& topic = *found->second;
  topic.live = status.ok();
  std::vector<Subscription*> waiting = std::move(topic.waiting);
  topic.waiting.clear();
  // First all, then the news: a listener may give up its subscription, even the topic's last.
  for (Subscription* subscription : waiting) GoLive(*subscription);
  std::vector<Subscription::Listener*> listeners;
  for (Subscription* subscription : waiting) listeners.push_back(&subscription->listener_);
  for (Subscription::Listener* listener : listeners) listener->OnSubscribed(status);
}

void Hub::OnGap(const std::string& name) {
  auto found = topics_.find(name);
  if (found == topics_.end()) return;
  found->second->live = false;
  std::vector<Subscription::Listener*> listeners;
  for (const std::unique_ptr<Group>& group : found->second->groups) {
    for (Subscription* subscription : group->members) {
      listeners.push_back(&subscription->listener_);
    }
  }
  for (Subscription::Listener* listener : listeners) listener->OnGap();
}

void Hub::Publish(const PublishedEvent& event) {
  auto found = topics_.find(event.topic);
  if (found == topics_.end()) return;
  for (const std::unique_ptr<Group>& group : found->second->groups) {
    const std::vector<std::string>& wanted = *group->events;
    if (std::find(wanted.begin(), wanted.end(), event.name) == wanted.end()) continue;
    const FramePtr frame = EncodeBroadcast(group->serializer, group->channel_topic,
                                           group->topic_json, event.name, event.payload);
    for (Subscription* member : group->members) member->transport_.SendFrame(frame);
    deliveries_.Increment(static_cast<double>(group->members.size()));
  }
}

}  // namespace lossy::edge
