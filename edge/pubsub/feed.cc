#include "edge/pubsub/feed.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/error/error.h"
#include "base/time/clock.h"
#include "edge/transcoding/event_view.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"

namespace lossy::edge {
namespace {

using notifications::v1::Redaction;
using notifications::v1::SubscribeRequest;
using notifications::v1::SubscribeResponse;

constexpr absl::Duration kTick = absl::Milliseconds(50);
// Requests that a new stream is sent ahead of their answers, when it takes over all topics.
constexpr std::size_t kResumeWindow = 1000;
// No topic has this name: it only asks whether the service is there.
constexpr char kHello[] = "edge:hello";
// Events that are read at once.
constexpr int kReadLimit = 250;
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

Position FromProto(const notifications::v1::Position& position) {
  return {.epoch = position.epoch(), .offset = position.offset(), .run = position.run()};
}

void ToProto(const Position& position, notifications::v1::Position* out) {
  out->set_epoch(position.epoch);
  out->set_offset(position.offset);
  out->set_run(position.run);
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
  published->position = FromProto(event.position());
  if (!MakePayload(*view->table, view->payload, &published->payload).ok()) return nullptr;
  return published;
}

}  // namespace

Feed::Feed(Upstream& upstream, const RoutingTable& routes,
           std::function<CallContext()> make_context, Options options,
           prometheus::Registry& registry)
    : upstream_(upstream),
      routes_(routes),
      make_context_(std::move(make_context)),
      options_(options),
      read_{.path = absl::StrCat("/", NotificationsStream::kService, "/Read"),
            .service = NotificationsStream::kService,
            .name = "Read"},
      received_(AddCounter(registry, "lossy_edge_feed_events_total", "Events from notifications")),
      unknown_(AddCounter(registry, "lossy_edge_feed_unknown_events_total",
                          "Events of a type that no service declares")),
      gaps_(AddCounter(registry, "lossy_edge_feed_gaps_total",
                       "Topics whose clients had to join again")),
      reads_(AddCounter(registry, "lossy_edge_feed_reads_total",
                        "Reads of what clients missed that came back")),
      stream_("events", upstream, make_context_, options.stream, thread_, *this,
              AddConnected(registry)),
      thread_(kTick, [this] { Tick(); }) {}

Feed::~Feed() { Stop(); }

void Feed::Stop() {
  thread_.Stop();
  for (auto& [name, topic] : topics_) topic.reading.reset();
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

void Feed::Recover(Hub& hub, const std::string& topic, const Position& after) {
  thread_.Post([this, &hub, topic, after] { DoRecover(hub, topic, after); });
}

void Feed::Tick() {
  stream_.Tick();
  const absl::Time now = base::SteadyNow();
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
    Refuse(*each->hub, name, base::Unavailable(kAway));
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
    // The next replica may be there at once, and nobody need know of the change.
    if (stream_.away()) RefuseWaiting(name, topic, base::Unavailable(kAway));
    RefuseRecovering(name, topic, base::Unavailable(kAway));
    topic.unanswered = 0;
    topic.subscribed = false;
    EraseIfUnused(name);
  }
}

void Feed::DoFollow(Hub& hub, const std::string& name) {
  if (stream_.away()) return Refuse(hub, name, base::Unavailable(kAway));
  Topic& topic = topics_[name];
  if (topic.live()) {
    topic.hubs.push_back(&hub);
    return Welcome(hub, name, topic);
  }
  const absl::Time deadline = base::SteadyNow() + options_.follow_limit;
  topic.waiting.push_back({&hub, deadline});
  deadlines_.emplace_back(deadline, name);
  if (stream_.open() && !topic.subscribed) SendSubscribe(name, topic);
}

void Feed::DoUnfollow(Hub& hub, const std::string& name) {
  auto found = topics_.find(name);
  if (found == topics_.end()) return;
  Topic& topic = found->second;
  topic.hubs.erase(std::remove(topic.hubs.begin(), topic.hubs.end(), &hub), topic.hubs.end());
  topic.waiting.erase(std::remove_if(topic.waiting.begin(), topic.waiting.end(),
                                     [&](const Waiting& each) { return each.hub == &hub; }),
                      topic.waiting.end());
  topic.recovering.erase(std::remove_if(topic.recovering.begin(), topic.recovering.end(),
                                        [&](const Recovering& each) { return each.hub == &hub; }),
                         topic.recovering.end());
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
    topic.StartAt(absl::nullopt);
    ++topic.unanswered;
    SendUnsubscribe(name);
  }
  if (topic.unanswered == 0) topics_.erase(found);
}

void Feed::SendSubscribe(const std::string& name, Topic& topic) {
  SubscribeRequest request;
  request.mutable_subscribe()->set_topic(name);
  if (topic.position) ToProto(*topic.position, request.mutable_subscribe()->mutable_after());
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
  if (gap || !topic.position) topic.StartAt(FromProto(subscribed.position()));
  for (const Waiting& each : std::exchange(topic.waiting, {})) {
    topic.hubs.push_back(each.hub);
    Welcome(*each.hub, name, topic);
  }
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
    RefuseWaiting(asked.topic, found->second, base::MakeStatus(refused.error()));
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
  Position position = FromProto(event.position());
  if (!topic.position || topic.position->epoch != position.epoch) {
    topic.StartAt(Position{.epoch = position.epoch, .offset = position.offset - 1});
  }
  if (position.offset <= topic.position->offset) return;
  RecentEvents& recent = Recent(topic);
  topic.position = std::move(position);
  if (PublishedEventPtr published = ToPublished(event, routes_)) {
    recent.Add(published);
    for (Hub* hub : topic.hubs) {
      executors_[hub]->Post([hub, published] { hub->Publish(*published); });
    }
    LimitRecent();
  } else if (event.event().Is<Redaction>()) {
    Redact(event.event(), topic);
  } else if (!event.event().Is<notifications::v1::Redacted>()) {
    unknown_.Increment();
  }
  if (!topic.recovering.empty()) RecoverSome(event.topic(), topic);
}

// The log has done the same, for those who read it.
void Feed::Redact(const google::protobuf::Any& event, Topic& topic) {
  Redaction redaction;
  if (!event.UnpackTo(&redaction)) return;
  Recent(topic).Redact({redaction.mentions().begin(), redaction.mentions().end()});
}

void Feed::Topic::StartAt(absl::optional<Position> at) {
  position = std::move(at);
  recent.reset();
  reading.reset();
}

RecentEvents& Feed::Recent(Topic& topic) {
  if (topic.recent == nullptr) {
    topic.recent = std::make_unique<RecentEvents>(*topic.position, options_.recent, recent_bytes_);
  }
  return *topic.recent;
}

void Feed::LimitRecent() {
  if (recent_bytes_ <= options_.recent_total_bytes) return;
  for (auto& [name, topic] : topics_) {
    if (topic.recent != nullptr) topic.recent->ForgetOlderHalf();
  }
}

void Feed::DoRecover(Hub& hub, const std::string& name, const Position& after) {
  auto found = topics_.find(name);
  if (found == topics_.end()) return;
  Topic& topic = found->second;
  // One that has lost its place by a gap hears of that.
  if (std::find(topic.hubs.begin(), topic.hubs.end(), &hub) == topic.hubs.end()) return;
  topic.recovering.push_back({.hub = &hub, .after = after});
  RecoverSome(name, topic);
}

bool Feed::Covers(const Topic& topic, const Recovering& each) const {
  if (topic.recent != nullptr && topic.recent->MustAsk(each.after)) return false;
  return each.after.offset >= topic.start() && each.after.offset <= topic.position->offset;
}

// `position` is covered and in the topic's epoch.
bool Feed::Has(const Topic& topic, const Position& position) {
  if (topic.recent == nullptr) return SameRun(*topic.position, position);
  return topic.recent->Has(position, *topic.position);
}

// Answers all who can be answered, and reads what the others need.
void Feed::RecoverSome(const std::string& name, Topic& topic) {
  for (Recovering& each : std::exchange(topic.recovering, {})) {
    if (each.after.epoch != topic.position->epoch ||
        (Covers(topic, each) && !Has(topic, each.after))) {
      AnswerRecovering(name, *each.hub, {.after = each.after, .position = *topic.position});
    } else if (Covers(topic, each)) {
      AnswerRecovering(name, *each.hub,
                       {.after = each.after,
                        .complete = true,
                        .events = topic.recent == nullptr ? std::vector<PublishedEventPtr>()
                                                          : topic.recent->After(each.after.offset),
                        .position = *topic.position});
    } else {
      topic.recovering.push_back(std::move(each));
    }
  }
  if (topic.reading != nullptr) return;
  const Recovering* last = nullptr;
  for (const Recovering& each : topic.recovering) {
    if (each.ahead && each.after.offset > topic.position->offset) continue;
    if (last == nullptr || each.after.offset < last->after.offset) last = &each;
  }
  if (last == nullptr) return;
  if (!topic.live()) return RefuseRecovering(name, topic, base::Unavailable(kAway));
  topic.reading = std::make_unique<Reading>();
  topic.reading->after = last->after;
  topic.reading->end = last->after;
  ReadOn(name, topic);
}

void Feed::ReadOn(const std::string& name, Topic& topic) {
  Reading& reading = *topic.reading;
  notifications::v1::ReadRequest request;
  request.set_topic(name);
  ToProto(reading.end, request.mutable_after());
  request.set_limit(kReadLimit);
  CallContext context = make_context_();
  context.limit = options_.follow_limit;
  reads_.Increment();
  reading.call = upstream_.Call(read_, request.SerializeAsString(), context, thread_,
                                [this, name](const absl::Status& status, absl::string_view wire) {
                                  OnRead(name, status, wire);
                                });
}

// The topic is there: what it waits for is cancelled with it.
void Feed::OnRead(const std::string& name, const absl::Status& status, absl::string_view wire) {
  Topic& topic = topics_.at(name);
  Reading& reading = *topic.reading;
  reading.call.reset();
  notifications::v1::ReadResponse response;
  if (!status.ok()) return OnReadFailed(name, topic, status);
  if (!response.ParseFromArray(wire.data(), static_cast<int>(wire.size()))) {
    return OnReadFailed(name, topic, absl::DataLossError("not a ReadResponse"));
  }
  for (const notifications::v1::Event& event : response.events()) {
    const std::int64_t offset = event.position().offset();
    if (offset <= reading.end.offset || offset > topic.start()) continue;
    reading.end = FromProto(event.position());
    PublishedEventPtr published = ToPublished(event, routes_);
    if (published != nullptr) reading.events.push_back(std::move(published));
  }
  const std::int64_t head = response.head().offset();
  for (Recovering& each : topic.recovering) each.ahead = each.after.offset <= head;
  if (reading.after.offset > std::max(head, topic.position->offset)) {
    return GiveUpRecovering(name, topic);
  }
  if (reading.after.offset <= topic.position->offset && reading.end.offset < topic.start()) {
    const bool more = !response.events().empty() && reading.events.size() <= options_.recent.events;
    return more ? ReadOn(name, topic) : GiveUpRecovering(name, topic);
  }
  if (reading.after.offset < topic.start() &&
      !Recent(topic).Prepend(reading.after, reading.events)) {
    return GiveUpRecovering(name, topic);
  }
  if (topic.recent != nullptr) topic.recent->Confirm(reading.after);
  topic.reading.reset();
  RecoverSome(name, topic);
  LimitRecent();
}

void Feed::OnReadFailed(const std::string& name, Topic& topic, const absl::Status& status) {
  const bool passing =
      absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) || absl::IsCancelled(status);
  if (!passing) return GiveUpRecovering(name, topic);
  topic.reading.reset();
  RefuseRecovering(name, topic, base::Unavailable(kAway));
}

// What was being read cannot be had.
void Feed::GiveUpRecovering(const std::string& name, Topic& topic) {
  const Missed missed{.after = topic.reading->after, .position = *topic.position};
  topic.reading.reset();
  for (Recovering& each : std::exchange(topic.recovering, {})) {
    if (missed.Excludes(each.after)) {
      AnswerRecovering(name, *each.hub, missed);
    } else {
      topic.recovering.push_back(std::move(each));
    }
  }
  RecoverSome(name, topic);
}

void Feed::RefuseRecovering(const std::string& name, Topic& topic, const absl::Status& status) {
  for (const Recovering& each : std::exchange(topic.recovering, {})) {
    executors_[each.hub]->Post([hub = each.hub, name, error = base::ToError(status)] {
      hub->OnMissed(name, base::MakeStatus(error));
    });
  }
}

void Feed::AnswerRecovering(const std::string& name, Hub& hub, Missed missed) {
  executors_[&hub]->Post([&hub, name, missed = std::move(missed)] { hub.OnMissed(name, missed); });
}

void Feed::Welcome(Hub& hub, const std::string& name, const Topic& topic) {
  executors_[&hub]->Post(
      [&hub, name, position = *topic.position] { hub.OnFollowed(name, position); });
}

// The hub's thread makes a Status of its own: threads share none, so that TSan, which does not see
// Abseil's counts, can watch over this.
void Feed::Refuse(Hub& hub, const std::string& name, const absl::Status& status) {
  executors_[&hub]->Post([&hub, name, error = base::ToError(status)] {
    hub.OnFollowed(name, base::MakeStatus(error));
  });
}

void Feed::TellOfGap(const std::string& name, Topic& topic) {
  if (topic.hubs.empty()) return;
  gaps_.Increment();
  topic.recovering.clear();
  for (Hub* hub : std::exchange(topic.hubs, {})) {
    executors_[hub]->Post([hub, name] { hub->OnGap(name); });
  }
}

void Feed::RefuseWaiting(const std::string& name, Topic& topic, const absl::Status& status) {
  for (const Waiting& each : std::exchange(topic.waiting, {})) Refuse(*each.hub, name, status);
}

}  // namespace lossy::edge
