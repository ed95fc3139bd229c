#include "services/admin/follows.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/log/log.h"
#include "base/time/timestamp.h"

namespace lossy::admin {
namespace {

constexpr absl::Duration kPublishEvery = absl::Milliseconds(250);
constexpr std::int64_t kRetryMs = 5000;

v1::FollowRequest RequestOf(const FollowTarget& target, absl::Duration duration,
                            bool show_payloads) {
  v1::FollowRequest request;
  if (target.kind == FollowTarget::Kind::kUser) {
    request.set_user_id(target.name);
  } else {
    request.set_topic(target.name);
  }
  request.mutable_duration()->set_seconds(absl::ToInt64Seconds(duration));
  request.set_show_payloads(show_payloads);
  return request;
}

}  // namespace

std::string FollowTarget::PubsubTopic() const {
  return absl::StrCat(kind == Kind::kUser ? "admin:user:" : "admin:topic:", name);
}

Follows::Follows(const Replicas& replicas, AdminClient& client, EventPublisher& publisher,
                 const base::Clock& clock, const FollowLimits& limits)
    : replicas_(replicas), client_(client), publisher_(publisher), clock_(clock), limits_(limits) {}

Follows::~Follows() { Stop(); }

absl::StatusOr<console::v1::Follow> Follows::Begin(const base::Caller& caller,
                                                   const FollowTarget& target,
                                                   absl::Duration duration, bool show_payloads) {
  const std::string topic = target.PubsubTopic();
  {
    base::MutexLock lock(mutex_);
    if (running_.size() >= limits_.follows && running_.count(topic) == 0) {
      return base::RateLimited("Too many follows run; end one, or wait until one ends", kRetryMs);
    }
  }
  auto frames = std::make_shared<SeenFrames>();
  absl::Status problem = base::Unavailable("--processes names no edge");
  std::vector<std::shared_ptr<FollowStream>> streams =
      StartStreams(caller, RequestOf(target, duration, show_payloads), frames, &problem);
  if (streams.empty()) return problem;
  Running follow{.topic = topic,
                 .caller = caller,
                 .streams = std::move(streams),
                 .frames = std::move(frames),
                 .until = clock_.Steady() + duration,
                 .state = {}};
  follow.state.set_running(true);
  follow.state.set_operator_(caller.identity.user_id);
  follow.state.set_show_payloads(show_payloads);
  *follow.state.mutable_until() = base::ToTimestamp(clock_.Now() + duration);
  follow.state.set_edges(static_cast<int>(follow.streams.size()));

  base::MutexLock lock(mutex_);
  if (const auto earlier = running_.find(topic); earlier != running_.end()) {
    Finish(earlier->second, "replaced");
  }
  Running& kept = running_[topic] = std::move(follow);
  PublishState(kept);
  return kept.state;
}

std::vector<std::shared_ptr<FollowStream>> Follows::StartStreams(const base::Caller& caller,
                                                                 const v1::FollowRequest& request,
                                                                 std::shared_ptr<SeenFrames> frames,
                                                                 absl::Status* problem) {
  std::vector<std::shared_ptr<FollowStream>> started;
  for (const Replica& edge : replicas_.Of({"edge"})) {
    if (edge.stub == nullptr) {
      *problem = base::Unavailable(edge.problem);
    } else {
      started.push_back(FollowStream::Start(edge, client_, caller, request, frames));
    }
  }
  const absl::Time deadline = base::SteadyNow() + limits_.start;
  std::vector<std::shared_ptr<FollowStream>> streams;
  for (std::shared_ptr<FollowStream>& stream : started) {
    const absl::Status status = stream->AwaitStart(deadline);
    if (status.ok()) {
      streams.push_back(std::move(stream));
    } else {
      stream->Cancel();
      *problem = status;
    }
  }
  return streams;
}

void Follows::End(const FollowTarget& target) {
  base::MutexLock lock(mutex_);
  const auto found = running_.find(target.PubsubTopic());
  if (found == running_.end()) return;
  Publish(found->second);
  Finish(found->second, "unfollow");
  running_.erase(found);
}

absl::optional<console::v1::Follow> Follows::Find(const FollowTarget& target) const {
  base::MutexLock lock(mutex_);
  const auto found = running_.find(target.PubsubTopic());
  if (found == running_.end()) return absl::nullopt;
  return found->second.state;
}

base::TaskRun Follows::PublishFrames() {
  base::TaskRun run;
  base::MutexLock lock(mutex_);
  for (auto each = running_.begin(); each != running_.end();) {
    run.done += Publish(each->second);
    const std::string reason = EndOf(each->second);
    if (reason.empty()) {
      ++each;
      continue;
    }
    Finish(each->second, reason);
    each = running_.erase(each);
  }
  return run;
}

base::PeriodicTasks::Task Follows::Task() {
  return {
      .name = "publish_frames", .every = kPublishEvery, .work = [this] { return PublishFrames(); }};
}

void Follows::Stop() {
  base::MutexLock lock(mutex_);
  for (auto& [topic, follow] : running_) Finish(follow, "stop");
  running_.clear();
}

std::string Follows::EndOf(const Running& follow) const {
  if (clock_.Steady() >= follow.until) return "time";
  if (follow.state.frames() >= limits_.frames) return "frames";
  const bool ended = std::all_of(follow.streams.begin(), follow.streams.end(),
                                 [](const auto& stream) { return stream->ended(); });
  return ended ? "edges" : "";
}

int Follows::Publish(Running& follow) {
  console::v1::FollowEvent event;
  console::v1::Frames& frames = *event.mutable_frames_seen();
  frames = follow.frames->Take();
  const int count = frames.frames_size();
  if (count == 0 && frames.dropped() <= follow.state.dropped()) return 0;
  const absl::Status published = publisher_.Publish(follow.topic, event, follow.caller);
  follow.state.set_dropped(frames.dropped());
  if (published.ok()) {
    follow.state.set_frames(follow.state.frames() + count);
    return count;
  }
  base::Log(base::LogLevel::kWarning, "frames_not_published",
            {{"frames", std::int64_t{count}}, {"problem", published.message()}});
  return 0;
}

void Follows::Finish(Running& follow, const std::string& reason) {
  for (const std::shared_ptr<FollowStream>& stream : follow.streams) stream->Cancel();
  follow.state.set_running(false);
  follow.state.set_ended(reason);
  PublishState(follow);
}

void Follows::PublishState(const Running& follow) {
  console::v1::FollowEvent event;
  *event.mutable_follow_changed() = follow.state;
  const absl::Status published = publisher_.Publish(follow.topic, event, follow.caller);
  if (published.ok()) return;
  base::Log(base::LogLevel::kWarning, "follow_not_published", {{"problem", published.message()}});
}

}  // namespace lossy::admin
