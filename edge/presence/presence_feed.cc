#include "edge/presence/presence_feed.h"

#include <algorithm>
#include <chrono>
#include <memory>

#include "base/log/log.h"
#include "base/metrics/add_metric.h"
#include "prometheus/gauge.h"

namespace lossy::edge {
namespace {

// The most requests that may be unanswered. More requests wait to be sent.
constexpr std::size_t kWindow = 1000;
// The most requests that may wait to be sent. Only about a million clients at once reach it.
constexpr std::size_t kMaxWaiting = 2'000'000;
// No topic has this name. The feed sends a request about it to find out if the service answers.
constexpr char kProbe[] = "edge:hello";

prometheus::Gauge& AddConnected(prometheus::Registry& registry) {
  return base::AddGauge(
      registry, "lossy_edge_presence_feed_connected",
      "1 while the stream for presence to the notifications service is connected, else 0");
}

}  // namespace

PresenceFeed::PresenceFeed(Upstream& upstream, std::function<CallContext()> make_context,
                           const NotificationsStream::Options& options,
                           prometheus::Registry& registry)
    : refused_(base::AddCounter(registry, "lossy_edge_presence_refused_total",
                                "Requests about presences that the notifications service refused")),
      stream_({.name = "presence",
               .make_context = std::move(make_context),
               .options = options,
               .connected = AddConnected(registry)},
              upstream, thread_, *this),
      thread_([this] { return stream_.Tick(); }) {}

PresenceFeed::~PresenceFeed() { Stop(absl::ZeroDuration()); }

void PresenceFeed::Stop(absl::Duration patience) {
  if (patience > absl::ZeroDuration()) {
    thread_.Post([this] {
      stopping_ = true;
      SignalIfIdle();
    });
    idle_.get_future().wait_for(absl::ToChronoMilliseconds(patience));
  }
  thread_.Stop();
  stream_.Close();
}

void PresenceFeed::SignalIfIdle() {
  if (!stopping_ || unanswered_ > 0 || !waiting_.empty()) return;
  stopping_ = false;
  idle_.set_value();
}

void PresenceFeed::Add(PresenceWatcher& watcher, Executor& executor) {
  thread_.Post([this, &watcher, &executor] {
    executors_[&watcher] = &executor;
    if (watchers_connected_) executor.Post([&watcher] { watcher.OnConnected(); });
  });
}

void PresenceFeed::Watch(PresenceWatcher& watcher, const std::string& topic) {
  thread_.Post([this, &watcher, topic] { DoWatch(watcher, topic); });
}

void PresenceFeed::Unwatch(PresenceWatcher& watcher, const std::string& topic) {
  thread_.Post([this, &watcher, topic] { DoUnwatch(watcher, topic); });
}

void PresenceFeed::Track(const std::string& topic, const notifications::v1::Presence& presence) {
  Request request;
  request.mutable_track()->set_topic(topic);
  *request.mutable_track()->mutable_presence() = presence;
  thread_.Post([this, request = std::move(request)]() mutable { Ask(std::move(request)); });
}

void PresenceFeed::Untrack(const std::string& topic, const std::string& ref) {
  Request request;
  request.mutable_untrack()->set_topic(topic);
  request.mutable_untrack()->set_ref(ref);
  thread_.Post([this, request = std::move(request)]() mutable { Ask(std::move(request)); });
}

void PresenceFeed::DoWatch(PresenceWatcher& watcher, const std::string& topic) {
  std::vector<PresenceWatcher*>& watchers = watchers_[topic];
  if (std::find(watchers.begin(), watchers.end(), &watcher) == watchers.end()) {
    watchers.push_back(&watcher);
  }
  Request request;
  request.mutable_watch()->set_topic(topic);
  Ask(std::move(request));
}

void PresenceFeed::DoUnwatch(PresenceWatcher& watcher, const std::string& topic) {
  auto found = watchers_.find(topic);
  if (found == watchers_.end()) return;
  std::vector<PresenceWatcher*>& watchers = found->second;
  watchers.erase(std::remove(watchers.begin(), watchers.end(), &watcher), watchers.end());
  if (!watchers.empty()) return;
  watchers_.erase(found);
  Request request;
  request.mutable_unwatch()->set_topic(topic);
  Ask(std::move(request));
}

void PresenceFeed::Ask(Request request) {
  // The watchers repeat all requests when a stream is connected.
  if (!stream_.open()) return;
  if (unanswered_ < kWindow) {
    ++unanswered_;
    stream_.Send(std::move(request));
  } else if (waiting_.size() < kMaxWaiting) {
    waiting_.push_back(std::move(request));
  }
}

void PresenceFeed::OnOpened() {
  Request probe;
  probe.mutable_unwatch()->set_topic(kProbe);
  Ask(std::move(probe));
}

void PresenceFeed::OnResponse(const Response& response) {
  if (!std::exchange(watchers_connected_, true)) {
    for (const auto& [watcher, executor] : executors_) {
      executor->Post([watcher = watcher] { watcher->OnConnected(); });
    }
  }
  switch (response.response_case()) {
    case Response::kTracked:
    case Response::kUntracked:
    case Response::kUnwatched:
      return OnAnswered();
    case Response::kWatched:
      return OnWatched(response.watched());
    case Response::kPresenceChanged:
      return OnChanged(response.presence_changed());
    case Response::kRefused:
      return OnRefused(response.refused());
    default:
      return;
  }
}

void PresenceFeed::OnLost() {
  waiting_.clear();
  unanswered_ = 0;
  state_.clear();
  SignalIfIdle();
  if (!std::exchange(watchers_connected_, false)) return;
  for (const auto& [watcher, executor] : executors_) {
    executor->Post([watcher = watcher] { watcher->OnLost(); });
  }
}

void PresenceFeed::OnAnswered() {
  if (unanswered_ > 0) --unanswered_;
  if (!waiting_.empty()) {
    Request next = std::move(waiting_.front());
    waiting_.pop_front();
    Ask(std::move(next));
  }
  SignalIfIdle();
}

void PresenceFeed::OnWatched(const Response::Watched& part) {
  for (PresencePtr& presence : Decode(part.presences())) state_.push_back(std::move(presence));
  if (part.more()) return;
  const auto all = std::make_shared<const Presences>(std::exchange(state_, {}));
  OnAnswered();
  auto found = watchers_.find(part.topic());
  if (found == watchers_.end()) return;
  for (PresenceWatcher* watcher : found->second) {
    executors_[watcher]->Post(
        [watcher, topic = part.topic(), all] { watcher->OnState(topic, *all); });
  }
}

void PresenceFeed::OnChanged(const Response::PresenceChanged& changed) {
  auto found = watchers_.find(changed.topic());
  if (found == watchers_.end()) return;
  struct Change {
    std::string topic;
    Presences joined;
    std::vector<std::string> left;
  };
  const auto change = std::make_shared<const Change>(Change{
      changed.topic(), Decode(changed.joined()), {changed.left().begin(), changed.left().end()}});
  for (PresenceWatcher* watcher : found->second) {
    executors_[watcher]->Post(
        [watcher, change] { watcher->OnChange(change->topic, change->joined, change->left); });
  }
}

void PresenceFeed::OnRefused(const Response::Refused& refused) {
  refused_.Increment();
  base::Log(base::LogLevel::kWarning, "presence_refused",
            {{"problem", absl::string_view(refused.error().message())}});
  OnAnswered();
}

Presences PresenceFeed::Decode(
    const google::protobuf::RepeatedPtrField<notifications::v1::Presence>& presences) const {
  Presences decoded;
  for (const notifications::v1::Presence& presence : presences) {
    PresencePtr each = codec_.Decode(presence);
    if (each != nullptr) decoded.push_back(std::move(each));
  }
  return decoded;
}

}  // namespace lossy::edge
