#include "edge/fanout/feed.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "base/error/error.h"
#include "base/process/log.h"
#include "edge/transcoding/event_view.h"
#include "edge/transcoding/wire_to_json.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"

namespace lossy::edge {
namespace {

using notifications::v1::Position;
using notifications::v1::SubscribeRequest;
using notifications::v1::SubscribeResponse;

constexpr absl::Duration kTick = absl::Milliseconds(50);
constexpr absl::string_view kAway = "live updates are not available right now";

prometheus::Counter& AddCounter(prometheus::Registry& registry, const char* name,
                                const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
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
  if (!WireToJson(*view->table, view->payload, &published->payload).ok()) return nullptr;
  return published;
}

}  // namespace

// Passes on what its stream brings, on the feed's thread.
class Feed::Listener final : public StreamListener {
 public:
  explicit Listener(Feed& feed) : feed_(feed) {}
  void OnMessage(absl::string_view message) override { feed_.OnMessage(message); }
  void OnEnd(const absl::Status& status) override { feed_.Lost(status); }

 private:
  Feed& feed_;
};

Feed::Feed(Upstream& upstream, const RoutingTable& routes,
           std::function<CallContext()> make_context, Options options,
           prometheus::Registry& registry)
    : upstream_(upstream),
      routes_(routes),
      make_context_(std::move(make_context)),
      options_(options),
      subscribe_{.path = absl::StrCat("/", kService, "/Subscribe"),
                 .service = kService,
                 .name = "Subscribe"},
      received_(AddCounter(registry, "lossy_edge_feed_events_total", "Events from notifications")),
      unknown_(AddCounter(registry, "lossy_edge_feed_unknown_events_total",
                          "Events of a type that no service declares")),
      gaps_(AddCounter(registry, "lossy_edge_feed_gaps_total",
                       "Topics whose clients had to join again")),
      connected_metric_(prometheus::BuildGauge()
                            .Name("lossy_edge_feed_connected")
                            .Help("Whether the stream from notifications is there")
                            .Register(registry)
                            .Add({})),
      listener_(std::make_unique<Listener>(*this)),
      pause_(options.first_pause),
      thread_(kTick, [this] { Tick(); }) {}

Feed::~Feed() { Stop(); }

void Feed::Stop() {
  thread_.Stop();
  if (stream_ != nullptr) stream_->Finish(absl::ZeroDuration());
  stream_.reset();
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
  const absl::Time now = absl::Now();
  if (stream_ == nullptr && now >= next_attempt_) Connect();
  std::vector<std::pair<Hub*, std::string>> late;
  for (auto& [name, topic] : topics_) {
    auto expired = std::stable_partition(topic.waiting.begin(), topic.waiting.end(),
                                         [&](const Waiting& each) { return each.deadline > now; });
    for (auto each = expired; each != topic.waiting.end(); ++each)
      late.push_back({each->hub, name});
    topic.waiting.erase(expired, topic.waiting.end());
  }
  for (auto& [hub, name] : late) {
    Answer(*hub, name, base::Unavailable(kAway));
    EraseIfUnused(name);
  }
}

void Feed::Connect() {
  stream_ = upstream_.Open(subscribe_, make_context_(), thread_, *listener_);
  for (auto& [name, topic] : topics_) {
    topic.unanswered = 0;
    SendSubscribe(name, topic);
  }
  // The service is there once it answers; with nothing to follow yet, ask for nothing in
  // particular.
  SubscribeRequest hello;
  hello.mutable_unsubscribe()->set_topic("edge:hello");
  stream_->Send(hello.SerializeAsString());
}

void Feed::Lost(const absl::Status& status) {
  stream_.reset();
  if (connected_.exchange(false)) {
    base::Log(base::LogLevel::kWarning, "feed_lost", {{"problem", status.message()}});
  }
  connected_metric_.Set(0);
  const double jitter = absl::Uniform(random_, 0.5, 1.0);
  next_attempt_ = absl::Now() + pause_ * jitter;
  pause_ = std::min(pause_ * 2, options_.longest_pause);
  std::vector<std::string> names;
  for (const auto& [name, topic] : topics_) names.push_back(name);
  for (const std::string& name : names) {
    AnswerWaiting(name, topics_[name], base::Unavailable(kAway));
    topics_[name].unanswered = 0;
    EraseIfUnused(name);
  }
}

void Feed::DoFollow(Hub& hub, const std::string& name) {
  if (stream_ == nullptr) return Answer(hub, name, base::Unavailable(kAway));
  Topic& topic = topics_[name];
  if (topic.live()) {
    topic.hubs.push_back(&hub);
    return Answer(hub, name, absl::OkStatus());
  }
  topic.waiting.push_back({&hub, absl::Now() + options_.follow_limit});
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
  if (stream_ != nullptr && topic.subscribed) {
    SubscribeRequest request;
    request.mutable_unsubscribe()->set_topic(name);
    stream_->Send(request.SerializeAsString());
    topic.subscribed = false;
    topic.position.reset();
    ++topic.unanswered;
  }
  if (stream_ == nullptr || topic.unanswered == 0) topics_.erase(found);
}

void Feed::SendSubscribe(const std::string& name, Topic& topic) {
  SubscribeRequest request;
  request.mutable_subscribe()->set_topic(name);
  if (topic.position) *request.mutable_subscribe()->mutable_after() = *topic.position;
  topic.subscribed = true;
  ++topic.unanswered;
  stream_->Send(request.SerializeAsString());
}

void Feed::OnMessage(absl::string_view message) {
  SubscribeResponse response;
  if (!response.ParseFromArray(message.data(), static_cast<int>(message.size()))) return;
  if (!connected_.exchange(true)) {
    base::Log(base::LogLevel::kInfo, "feed_connected");
    connected_metric_.Set(1);
    pause_ = options_.first_pause;
  }
  switch (response.response_case()) {
    case SubscribeResponse::kSubscribed:
      return OnSubscribed(response.subscribed());
    case SubscribeResponse::kUnsubscribed:
      return OnAnswered(response.unsubscribed().topic());
    case SubscribeResponse::kEvent:
      return OnEvent(response.event());
    case SubscribeResponse::kRefused:
      return OnRefused(response.refused());
    default:
      return;
  }
}

void Feed::OnSubscribed(const SubscribeResponse::Subscribed& subscribed) {
  auto found = topics_.find(subscribed.topic());
  if (found == topics_.end()) return;
  Topic& topic = found->second;
  // One that was not asked for tells of a new epoch, and so of a gap.
  if (topic.unanswered > 0) --topic.unanswered;
  if (!topic.live()) return EraseIfUnused(subscribed.topic());
  const bool gap = topic.position.has_value() && !subscribed.recovered();
  if (gap) {
    gaps_.Increment();
    for (Hub* hub : topic.hubs) {
      executors_[hub]->Post([hub, name = subscribed.topic()] { hub->OnGap(name); });
    }
    topic.hubs.clear();
  }
  if (gap || !topic.position) topic.position = subscribed.position();
  AnswerWaiting(subscribed.topic(), topic, absl::OkStatus());
  EraseIfUnused(subscribed.topic());
}

void Feed::OnAnswered(const std::string& name) {
  auto found = topics_.find(name);
  if (found == topics_.end()) return;
  if (found->second.unanswered > 0) --found->second.unanswered;
  EraseIfUnused(name);
}

void Feed::OnRefused(const SubscribeResponse::Refused& refused) {
  auto found = topics_.find(refused.topic());
  if (found == topics_.end()) return;
  found->second.subscribed = false;
  AnswerWaiting(refused.topic(), found->second, base::MakeStatus(refused.error()));
  OnAnswered(refused.topic());
}

void Feed::OnEvent(const notifications::v1::Event& event) {
  received_.Increment();
  auto found = topics_.find(event.topic());
  if (found == topics_.end()) return;
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
  executors_[&hub]->Post([&hub, name, status] { hub.OnFollowed(name, status); });
}

void Feed::AnswerWaiting(const std::string& name, Topic& topic, const absl::Status& status) {
  for (const Waiting& each : std::exchange(topic.waiting, {})) {
    if (status.ok()) topic.hubs.push_back(each.hub);
    Answer(*each.hub, name, status);
  }
}

}  // namespace lossy::edge
