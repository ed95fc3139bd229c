#include "edge/fanout/feed.h"

#include <algorithm>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "base/error/error.h"
#include "edge/transcoding/event_view.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"

namespace lossy::edge {
namespace {

using notifications::v1::Position;
using notifications::v1::SubscribeRequest;
using notifications::v1::SubscribeResponse;

constexpr absl::Duration kTick = absl::Milliseconds(50);
// Requests that a new stream is sent ahead of their answers, when it takes over all topics.
constexpr std::size_t kResumeWindow = 1000;
// No topic has this name: it only asks whether the service is there.
constexpr char kHello[] = "edge:hello";
constexpr absl::string_view kAway = "live updates are not available right now";

prometheus::Counter& AddCounter(prometheus::Registry& registry, const char* name,
                                const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Gauge& AddConnected(prometheus::Registry& registry) {
  return prometheus::BuildGauge()
      .Name("lossy_edge_feed_connected")
      .Help("Whether the stream from notifications is there")
      .Register(registry)
      .Add({});
}

absl::string_view TypeName(const google::protobuf::Any& any) {
  const absl::string_view url = any.type_url();
  return url.substr(url.rfind('/') + 1);
}

// Nullptr when the event is of no type that a service declares.
PublishedEventPtr ToPublished(const notifications::v1::Event& event, const RoutingTable& routes) {
  const MessageTable* table = routes.FindEventType(TypeName(event.event()));
  if (table == nullptr) return nullptr;
  absl::StatusOr<EventView> view = ReadEvent(*table, event.event().value());
  if (!view.ok() || view->table == nullptr) return nullptr;
  auto published = std::make_shared<PublishedEvent>();
  published->topic = event.topic();
  published->name = std::string(view->name);
  if (!MakePayload(*view->table, view->payload, &published->payload).ok()) return nullptr;
  return published;
}

}  // namespace

Feed::Feed(Upstream& upstream, const RoutingTable& routes,
           std::function<CallContext()> make_context, Options options,
           prometheus::Registry& registry)
    : routes_(routes),
      follow_limit_(options.follow_limit),
      received_(AddCounter(registry, "lossy_edge_feed_events_total", "Events from notifications")),
      unknown_(AddCounter(registry, "lossy_edge_feed_unknown_events_total",
                          "Events of a type that no service declares")),
      gaps_(AddCounter(registry, "lossy_edge_feed_gaps_total",
                       "Topics whose clients had to join again")),
      stream_("events", upstream, std::move(make_context), options.stream, thread_, *this,
              AddConnected(registry)),
      thread_(kTick, [this] { Tick(); }) {}

Feed::~Feed() { Stop(); }

void Feed::Stop() {
  thread_.Stop();
  stream_.Close();
}

void Feed::AddHub(Hub& hub, Executor& executor) {
  thread_.Post([this, &hub, &executor] { executors_[&hub] = &executor; });
}

void Feed::Follow(Hub& hub, const std::string& topic) {
  thread_.Post([this, &hub, topic] { DoFollow(hub, topic); });
}

void Feed::Unfollow(Hub& hub, const std::string& topic) {
  thread_.Post([this, &hub, topic] { DoUnfollow(hub, topic); });
}

void Feed::Tick() {
  stream_.Tick();
  const absl::Time now = absl::Now();
  while (!deadlines_.empty() && deadlines_.front().first <= now) {
    const std::string name = std::move(deadlines_.front().second);
    deadlines_.pop_front();
    GiveUp(name, now);
  }
}

void Feed::GiveUp(const std::string& name, absl::Time now) {
  auto found = topics_.find(name);
  if (found == topics_.end()) return;
  std::vector<Waiting>& waiting = found->second.waiting;
  const auto late = std::stable_partition(waiting.begin(), waiting.end(),
                                          [&](const Waiting& each) { return each.deadline > now; });
  for (auto each = late; each != waiting.end(); ++each) {
    Answer(*each->hub, name, base::Unavailable(kAway));
  }
  waiting.erase(late, waiting.end());
  EraseIfUnused(name);
}

void Feed::OnOpened() {
  asked_.clear();
  resume_.clear();
  for (const auto& [name, topic] : topics_) resume_.push_back(name);
  ResumeSome();
  // The service is there once it answers; with nothing to follow yet, ask for nothing in
  // particular.
  SendUnsubscribe(kHello);
}

void Feed::ResumeSome() {
  while (!resume_.empty() && asked_.size() < kResumeWindow) {
    auto found = topics_.find(resume_.front());
    resume_.pop_front();
    if (found != topics_.end() && !found->second.subscribed) {
      SendSubscribe(found->first, found->second);
    }
  }
}

void Feed::OnLost() {
  std::vector<std::string> names;
  for (const auto& [name, topic] : topics_) names.push_back(name);
  for (const std::string& name : names) {
    Topic& topic = topics_[name];
    AnswerWaiting(name, topic, base::Unavailable(kAway));
    topic.unanswered = 0;
    topic.subscribed = false;
    EraseIfUnused(name);
  }
}

void Feed::DoFollow(Hub& hub, const std::string& name) {
  if (!stream_.open()) return Answer(hub, name, base::Unavailable(kAway));
  Topic& topic = topics_[name];
  if (topic.live()) {
    topic.hubs.push_back(&hub);
    return Answer(hub, name, absl::OkStatus());
  }
  const absl::Time deadline = absl::Now() + follow_limit_;
  topic.waiting.push_back({&hub, deadline});
  deadlines_.emplace_back(deadline, name);
  if (!topic.subscribed) SendSubscribe(name, topic);
}

void Feed::DoUnfollow(Hub& hub, const std::string& name) {
  auto found = topics_.find(name);
  if (found == topics_.end()) return;
  Topic& topic = found->second;
  topic.hubs.erase(std::remove(topic.hubs.begin(), topic.hubs.end(), &hub), topic.hubs.end());
  topic.waiting.erase(std::remove_if(topic.waiting.begin(), topic.waiting.end(),
                                     [&](const Waiting& each) { return each.hub == &hub; }),
                      topic.waiting.end());
  EraseIfUnused(name);
}

// A topic nobody follows is unsubscribed, and forgotten once that is answered: what is answered
// late must not be taken for the answer to a new request.
void Feed::EraseIfUnused(const std::string& name) {
  auto found = topics_.find(name);
  if (found == topics_.end()) return;
  Topic& topic = found->second;
  if (!topic.hubs.empty() || !topic.waiting.empty()) return;
  if (topic.subscribed) {
    topic.subscribed = false;
    topic.position.reset();
    ++topic.unanswered;
    SendUnsubscribe(name);
  }
  if (topic.unanswered == 0) topics_.erase(found);
}

void Feed::SendSubscribe(const std::string& name, Topic& topic) {
  SubscribeRequest request;
  request.mutable_subscribe()->set_topic(name);
  if (topic.position) *request.mutable_subscribe()->mutable_after() = *topic.position;
  topic.subscribed = true;
  ++topic.unanswered;
  Ask({.topic = name, .subscribe = true}, request);
}

void Feed::SendUnsubscribe(const std::string& name) {
  SubscribeRequest request;
  request.mutable_unsubscribe()->set_topic(name);
  Ask({.topic = name, .subscribe = false}, request);
}

void Feed::Ask(Asked asked, const SubscribeRequest& request) {
  asked_.push_back(std::move(asked));
  stream_.Send(request);
}

void Feed::OnResponse(const SubscribeResponse& response) {
  switch (response.response_case()) {
    case SubscribeResponse::kSubscribed:
      return OnSubscribed(response.subscribed());
    case SubscribeResponse::kUnsubscribed:
      return OnAnswered();
    case SubscribeResponse::kEvent:
      return OnEvent(response.event());
    case SubscribeResponse::kRefused:
      return OnRefused(response.refused());
    default:
      return;
  }
}

void Feed::OnSubscribed(const SubscribeResponse::Subscribed& subscribed) {
  const std::string& name = subscribed.topic();
  // One that was not asked for tells of a new epoch, and so of a gap.
  const bool asked = !asked_.empty() && asked_.front().subscribe && asked_.front().topic == name;
  if (asked) asked_.pop_front();
  ResumeSome();
  auto found = topics_.find(name);
  if (found == topics_.end()) return;
  Topic& topic = found->second;
  if (asked) --topic.unanswered;
  if (!topic.live()) return EraseIfUnused(name);
  const bool gap = topic.position.has_value() && !subscribed.recovered();
  if (gap) TellOfGap(name, topic);
  if (gap || !topic.position) topic.position = subscribed.position();
  AnswerWaiting(name, topic, absl::OkStatus());
  EraseIfUnused(name);
}

void Feed::OnRefused(const SubscribeResponse::Refused& refused) {
  if (asked_.empty()) return;
  const Asked& asked = asked_.front();
  auto found = topics_.find(asked.topic);
  // A later request about the topic decides, if there is one.
  if (asked.subscribe && found != topics_.end() && found->second.unanswered == 1) {
    found->second.subscribed = false;
    TellOfGap(asked.topic, found->second);
    AnswerWaiting(asked.topic, found->second, base::MakeStatus(refused.error()));
  }
  OnAnswered();
}

void Feed::OnAnswered() {
  if (asked_.empty()) return;
  const std::string name = std::move(asked_.front().topic);
  asked_.pop_front();
  ResumeSome();
  auto found = topics_.find(name);
  if (found == topics_.end()) return;
  --found->second.unanswered;
  EraseIfUnused(name);
}

void Feed::OnEvent(const notifications::v1::Event& event) {
  received_.Increment();
  auto found = topics_.find(event.topic());
  // What still comes of a subscription that was given up is not the next one's.
  if (found == topics_.end() || !found->second.live()) return;
  Topic& topic = found->second;
  const Position& position = event.position();
  if (topic.position && topic.position->epoch() == position.epoch() &&
      position.offset() <= topic.position->offset()) {
    return;
  }
  topic.position = position;
  PublishedEventPtr published = ToPublished(event, routes_);
  if (published == nullptr) return unknown_.Increment();
  for (Hub* hub : topic.hubs) {
    executors_[hub]->Post([hub, published] { hub->Publish(*published); });
  }
}

void Feed::Answer(Hub& hub, const std::string& name, const absl::Status& status) {
  if (status.ok()) {
    return executors_[&hub]->Post([&hub, name] { hub.OnFollowed(name, absl::OkStatus()); });
  }
  // The hub's thread makes a Status of its own: threads share none, so that TSan, which does not
  // see Abseil's counts, can watch over this.
  executors_[&hub]->Post([&hub, name, error = base::ToError(status)] {
    hub.OnFollowed(name, base::MakeStatus(error));
  });
}

void Feed::TellOfGap(const std::string& name, Topic& topic) {
  if (topic.hubs.empty()) return;
  gaps_.Increment();
  for (Hub* hub : std::exchange(topic.hubs, {})) {
    executors_[hub]->Post([hub, name] { hub->OnGap(name); });
  }
}

void Feed::AnswerWaiting(const std::string& name, Topic& topic, const absl::Status& status) {
  for (const Waiting& each : std::exchange(topic.waiting, {})) {
    if (status.ok()) topic.hubs.push_back(each.hub);
    Answer(*each.hub, name, status);
  }
}

}  // namespace lossy::edge
