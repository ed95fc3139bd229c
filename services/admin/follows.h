#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "base/rpc/caller.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "base/workers/periodic_tasks.h"
#include "lossy/console/v1/console.pb.h"
#include "services/admin/admin_client.h"
#include "services/admin/event_publisher.h"
#include "services/admin/follow_stream.h"
#include "services/admin/replicas.h"

namespace lossy::admin {

// The bounds of follows.
struct FollowLimits {
  absl::Duration longest = absl::Minutes(5);
  std::int64_t frames = 5000;               // The most frames that one follow publishes.
  std::size_t follows = 8;                  // The most that run at once.
  absl::Duration start = absl::Seconds(2);  // The time for an edge to begin its stream.
};

// The user or the topic whose frames an operator follows.
struct FollowTarget {
  enum class Kind { kUser, kTopic };

  Kind kind = Kind::kUser;
  std::string name;

  // The pub/sub topic of its events.
  std::string PubsubTopic() const;
};

// Publishes the frames of users and topics, each for a bounded time. Thread-safe.
class Follows {
 public:
  // The references must outlive the object.
  Follows(const Replicas& replicas, AdminClient& client, EventPublisher& publisher,
          const base::Clock& clock, const FollowLimits& limits);
  // All follows must have ended; see Stop.
  ~Follows();

  // Begins to follow, in place of a follow of the same target. `duration` is at least a second and
  // at most the limit. Blocks until the edges have begun to send. Returns UNAVAILABLE if none does,
  // and RESOURCE_EXHAUSTED if too many follows run.
  absl::StatusOr<console::v1::Follow> Begin(const base::Caller& caller, const FollowTarget& target,
                                            absl::Duration duration, bool show_payloads);
  // Ends the follow of the target if it runs.
  void End(const FollowTarget& target);
  // Returns the follow of the target if it runs.
  absl::optional<console::v1::Follow> Find(const FollowTarget& target) const;

  // Publishes the frames that wait, and ends the follows whose time or frames have passed.
  base::TaskRun PublishFrames();
  // Returns a task that calls PublishFrames some times a second. This object must outlive it.
  base::PeriodicTasks::Task Task();

  // Ends all follows. Call it after the task has ended.
  void Stop();

 private:
  // A follow that runs, or that a newer one has replaced.
  struct Running {
    std::string topic;
    base::Caller caller;
    std::vector<std::shared_ptr<FollowStream>> streams;
    std::shared_ptr<SeenFrames> frames;
    absl::Time until;  // Steady.
    console::v1::Follow state;
  };

  std::vector<std::shared_ptr<FollowStream>> StartStreams(const base::Caller& caller,
                                                          const v1::FollowRequest& request,
                                                          std::shared_ptr<SeenFrames> frames,
                                                          absl::Status* problem);
  // Returns the reason for which the follow ends now; empty: it continues.
  std::string EndOf(const Running& follow) const;
  // Publishes the frames of one follow, and its end.
  int Publish(Running& follow);
  void Finish(Running& follow, const std::string& reason);
  void PublishState(const Running& follow);

  const Replicas& replicas_;
  AdminClient& client_;
  EventPublisher& publisher_;
  const base::Clock& clock_;
  const FollowLimits limits_;

  // Held during publications, so that the events of a follow have the order of their changes.
  mutable base::Mutex mutex_;
  std::map<std::string, Running> running_ LOSSY_GUARDED_BY(mutex_);  // By pub/sub topic.
};

}  // namespace lossy::admin
