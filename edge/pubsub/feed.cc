#include "edge/pubsub/feed.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/error/error.h"
#include "base/metrics/add_metric.h"
#include "base/time/clock.h"
#include "edge/pubsub/event_codec.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"

namespace lossy::edge {
namespace {

using notifications::v1::Redacted;
using notifications::v1::Redaction;
using notifications::v1::SubscribeRequest;
using notifications::v1::SubscribeResponse;

// The deadlines within such a time are looked at together.
constexpr absl::Duration kDeadlineStep = absl::Milliseconds(50);
// The topics that a new stream subscribes to again together. The service reads their heads at once.
constexpr std::size_t kResumePortion = 256;
// The most unanswered requests of a new stream while it subscribes to all topics again.
constexpr std::size_t kResumeWindow = 4 * kResumePortion;
// No topic has this name. The feed sends a request about it to find out if the service answers, and
// if it accepts batches.
constexpr char kProbe[] = "edge:hello";

absl::Status ServiceUnavailable() {
  return base::Unavailable("live updates are not available right now");
}

// The service redacts the events in its log as well, for clients that read them there.
void Redact(const notifications::v1::Event& event, TopicCatchUp& catch_up) {
  Redaction redaction;
  if (!event.event().UnpackTo(&redaction)) return;
  catch_up.Redact({redaction.mentions().begin(), redaction.mentions().end()});
}

prometheus::Gauge& AddConnected(prometheus::Registry& registry) {
  return base::AddGauge(
      registry, "lossy_edge_feed_connected",
      "1 while the stream of events from the notifications service is connected, else 0");
}

}  // namespace

Feed::Feed(Upstream& upstream, std::shared_ptr<const RoutingTable> routes,
           std::function<CallContext()> make_context, Options options,
           prometheus::Registry& registry)
    : types_(std::move(routes)),
      options_(options),
      received_(base::AddCounter(registry, "lossy_edge_feed_events_total",
                                 "Events received from the notifications service")),
      unknown_(base::AddCounter(registry, "lossy_edge_feed_unknown_events_total",
                                "Events dropped because no service declares their type")),
      gaps_(
          base::AddCounter(registry, "lossy_edge_feed_gaps_total",
                           "Topics whose clients had to join again because events may be missing")),
      followed_(base::AddGauge(registry, "lossy_edge_topics",
                               "Topics of the notifications service that the edge follows")),
      interrupted_(options.resume_wait, registry),
      recent_(options.recent, options.recent_total_bytes),
      reader_(
          upstream,
          [make_context, limit = options.follow_limit] {
            CallContext context = make_context();
            context.limit = limit;
            return context;
          },
          thread_, types_,
          base::AddCounter(registry, "lossy_edge_feed_reads_total",
                           "Reads of events that clients missed, from the notifications service")),
      stream_({.name = "events",
               .make_context = std::move(make_context),
               .options = options.stream,
               .connected = AddConnected(registry)},
              upstream, thread_, *this),
      thread_([this] { return DoDueWork(); }) {}

Feed::~Feed() { Stop(); }

void Feed::Stop() {
  thread_.Stop();
  topics_.clear();  // Cancels their reads.
  stream_.Close();
}

void Feed::AddHub(Hub& hub, Executor& executor) {
  thread_.Post([this, &hub, &executor] { dispatcher_.AddHub(hub, executor); });
}

void Feed::UseRoutes(std::shared_ptr<const RoutingTable> routes) {
  thread_.Post([this, routes = std::move(routes)]() mutable { types_.Use(std::move(routes)); });
}

void Feed::Follow(Hub& hub, const base::SharedText& topic) {
  thread_.Post([this, &hub, topic] { DoFollow(hub, topic); });
}

void Feed::Unfollow(Hub& hub, const std::string& name) {
  thread_.Post([this, &hub, name] {
    FollowedTopic* const topic = Find(name);
    if (topic == nullptr) return;
    topic->Remove(hub);
    EraseIfUnused(*topic);
  });
}

void Feed::Recover(Hub& hub, const std::string& name, const Position& after) {
  thread_.Post([this, &hub, name, after] {
    if (FollowedTopic* const topic = Find(name)) topic->Recover(hub, after);
  });
}

FollowedTopic* Feed::Find(absl::string_view name) {
  auto found = topics_.find(name);
  return found == topics_.end() ? nullptr : found->get();
}

absl::Time Feed::DoDueWork() {
  followed_.Set(static_cast<double>(topics_.size()));
  const absl::Time now = base::SteadyNow();
  while (!deadlines_.empty()) {
    FollowedTopic* const topic = Find(deadlines_.front().second);
    const bool answered = topic == nullptr || !topic->waited_for();
    if (!answered && deadlines_.front().first > now) break;
    deadlines_.pop_front();
    if (answered) continue;
    topic->RefuseLate(now, ServiceUnavailable());
    EraseIfUnused(*topic);
  }
  const absl::Time next_call = stream_.Tick();
  if (deadlines_.empty()) return next_call;
  return std::min(next_call, std::max(deadlines_.front().first, now + kDeadlineStep));
}

void Feed::OnOpened() {
  unanswered_.clear();
  to_resume_.clear();
  for (const auto& topic : topics_) to_resume_.push_back(topic->name());
  // The stream is connected once the service answers, even if the edge follows no topic yet. The
  // topics follow the answer.
  SendUnsubscribe(kProbe);
}

void Feed::ResumeSome() {
  while (!to_resume_.empty() && unanswered_.size() + kResumePortion <= kResumeWindow) {
    ResumePortion();
  }
}

void Feed::ResumePortion() {
  std::size_t left = kResumePortion;
  while (!to_resume_.empty() && left > 0) {
    FollowedTopic* const topic = Find(to_resume_.front());
    to_resume_.pop_front();
    if (topic == nullptr || topic->state().subscribed()) continue;
    SendSubscribe(*topic);
    --left;
  }
}

void Feed::OnLost() {
  std::vector<FollowedTopic*> topics;
  for (const auto& topic : topics_) topics.push_back(topic.get());
  for (FollowedTopic* topic : topics) {
    // If the next replica answers soon, waiting hubs need no notice of the change.
    if (stream_.unreachable()) topic->RefuseWaiting(ServiceUnavailable());
    topic->catch_up().Refuse(ServiceUnavailable());
    topic->state().OnStreamLost();
    if (topic->followed()) interrupted_.Add(std::string(topic->name().view()));
    EraseIfUnused(*topic);
  }
}

void Feed::DoFollow(Hub& hub, const base::SharedText& name) {
  if (stream_.unreachable()) {
    return dispatcher_.RefuseFollow(hub, name, ServiceUnavailable());
  }
  FollowedTopic* topic = Find(name);
  if (topic == nullptr) {
    topic = new FollowedTopic(name, context_);
    topics_.insert(absl::WrapUnique(topic));
  }
  if (topic->state().live()) return topic->Follow(hub);
  const absl::Time deadline = base::SteadyNow() + options_.follow_limit;
  topic->AwaitLive(hub, deadline);
  deadlines_.emplace_back(deadline, name);
  if (stream_.open() && !topic->state().subscribed()) SendSubscribe(*topic);
}

// Unsubscribes from a topic that no hub follows. The topic stays until the service has answered.
// Otherwise the feed would use a late answer as the answer to a newer request.
void Feed::EraseIfUnused(FollowedTopic& topic) {
  if (topic.used()) return;
  interrupted_.Remove(topic.name());
  if (topic.state().subscribed()) {
    topic.state().OnUnsubscribeSent();
    topic.catch_up().StartAt(absl::nullopt);
    SendUnsubscribe(topic.name());
  }
  if (topic.state().unanswered() == 0) topics_.erase(topics_.find(topic.name().view()));
}

void Feed::SendSubscribe(FollowedTopic& topic) {
  SubscribeRequest request;
  request.mutable_subscribe()->set_topic(std::string(topic.name().view()));
  const absl::optional<Position>& position = topic.catch_up().position();
  if (position) ToProto(*position, request.mutable_subscribe()->mutable_after());
  topic.state().OnSubscribeSent();
  unanswered_.push_back({.topic = topic.name(), .subscribe = true});
  stream_.Send(std::move(request));
}

void Feed::SendUnsubscribe(const base::SharedText& name) {
  SubscribeRequest request;
  request.mutable_unsubscribe()->set_topic(std::string(name.view()));
  unanswered_.push_back({.topic = name, .subscribe = false});
  stream_.Send(std::move(request));
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
  // A Subscribed message without a request reports a new epoch, which is a gap.
  const bool requested = !unanswered_.empty() && unanswered_.front().subscribe &&
                         unanswered_.front().topic == subscribed.topic();
  if (requested) unanswered_.pop_front();
  ResumeSome();
  FollowedTopic* const topic = Find(subscribed.topic());
  if (topic == nullptr) return;
  if (requested) topic->state().OnAnswered();
  if (!topic->state().live()) return EraseIfUnused(*topic);
  const bool is_first = !topic->catch_up().position().has_value();
  const bool is_gap = !is_first && !subscribed.recovered();
  if (is_gap) ReportGap(*topic);
  if (is_gap || is_first) topic->catch_up().StartAt(FromProto(subscribed.position()));
  interrupted_.Remove(topic->name());
  topic->GoLive();
  EraseIfUnused(*topic);
}

void Feed::OnRefused(const SubscribeResponse::Refused& refused) {
  if (unanswered_.empty()) return;
  const Request& request = unanswered_.front();
  FollowedTopic* const topic = request.subscribe ? Find(request.topic) : nullptr;
  // The answer to a later request about the topic replaces this one.
  if (topic != nullptr && topic->state().unanswered() == 1) {
    topic->state().OnRefused();
    interrupted_.Remove(topic->name());
    ReportGap(*topic);
    topic->RefuseWaiting(base::MakeStatus(refused.error()));
  }
  OnAnswered();
}

void Feed::OnAnswered() {
  if (unanswered_.empty()) return;
  const base::SharedText name = std::move(unanswered_.front().topic);
  unanswered_.pop_front();
  if (name == kProbe) interrupted_.OnConnected();
  ResumeSome();
  FollowedTopic* const topic = Find(name);
  if (topic == nullptr) return;
  topic->state().OnAnswered();
  EraseIfUnused(*topic);
}

void Feed::OnEvent(const notifications::v1::Event& event) {
  received_.Increment();
  FollowedTopic* const topic = Find(event.topic());
  // Events of an earlier subscription do not belong to the next one.
  if (topic == nullptr || !topic->state().live()) return;
  if (!topic->catch_up().Advance(FromProto(event.position()))) return;
  if (PublishedEventPtr published = ToPublished(event, types_)) {
    topic->Publish(published);
  } else if (event.event().Is<Redaction>()) {
    Redact(event, topic->catch_up());
  } else if (!event.event().Is<Redacted>()) {
    unknown_.Increment();
  }
  topic->catch_up().AnswerReady();
}

void Feed::ReportGap(FollowedTopic& topic) {
  if (topic.ReportGap()) gaps_.Increment();
}

}  // namespace lossy::edge
