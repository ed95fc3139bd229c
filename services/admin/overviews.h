#pragma once

#include <string>

#include "absl/time/time.h"
#include "base/rpc/caller.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "base/workers/periodic_tasks.h"
#include "lossy/console/v1/console.pb.h"
#include "services/admin/admin_client.h"
#include "services/admin/event_publisher.h"
#include "services/admin/replicas.h"

namespace lossy::admin {

// The overview of all replicas, and its publication while an operator watches it. Thread-safe.
class Overviews {
 public:
  // The time for which one call of Get makes the task publish.
  static constexpr absl::Duration kWatched = absl::Seconds(30);

  // The references must outlive the object.
  Overviews(const Replicas& replicas, AdminClient& client, EventPublisher& publisher,
            const base::Clock& clock)
      : replicas_(replicas), client_(client), publisher_(publisher), clock_(clock) {}

  // Asks all replicas, and returns their states. Blocks until each has answered or its time has
  // passed. The operator watches the overview from now on, for kWatched.
  console::v1::Overview Get(const base::Caller& caller);

  // Asks all replicas if an operator watches, and publishes their states if they have changed.
  base::TaskRun PublishChanges();
  // Returns a task that calls PublishChanges. This object must outlive it.
  base::PeriodicTasks::Task Task(absl::Duration every);

 private:
  console::v1::Overview Ask(const base::Caller& caller);

  const Replicas& replicas_;
  AdminClient& client_;
  EventPublisher& publisher_;
  const base::Clock& clock_;

  base::Mutex mutex_;
  base::Caller watcher_ LOSSY_GUARDED_BY(mutex_);  // The operator who has watched last.
  absl::Time watched_until_ LOSSY_GUARDED_BY(mutex_) = absl::InfinitePast();  // Steady.
  std::string last_ LOSSY_GUARDED_BY(mutex_);  // The last states, encoded without their times.
};

}  // namespace lossy::admin
