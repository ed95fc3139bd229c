#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "services/notifications/log/topic_log.h"
#include "services/notifications/subscriptions/hub_topics.h"

namespace lossy::notifications {

// Selects the topics whose heads the hub compares with the log: those that changed since the last
// comparison, and those whose events the hub could not read. So the cost does not depend on the
// number of topics. It also selects all topics one after the other, one shard at a time, within
// `pass`: the log then keeps them in use, and the hub finds what the log does not report.
//
// Threads: thread-safe. Next may block.
class HeadWatch {
 public:
  struct Due {
    std::vector<std::shared_ptr<HubTopic>> topics;
    std::vector<std::string> suspects;  // The topics of Suspect among them.
    TopicLog::Mark mark;
  };

  // `log` and `topics` must outlive the object.
  HeadWatch(TopicLog& log, HubTopics& topics, absl::Duration pass);

  // Returns the topics to compare. The caller must call Checked or Failed with the result. Errors:
  // those of TopicLog::Changed.
  absl::StatusOr<Due> Next();
  // The caller compared the topics.
  void Checked(const Due& due);
  // The caller could not compare the topics. The next Due has them again.
  void Failed(const Due& due);

  // Makes the next Due have the topic, because the hub could not read its events.
  void Suspect(const std::string& topic);

 private:
  // Adds the followed topics that changed.
  void AddChanged(const TopicLog::Changes& changes, Due& due);
  // Adds the topics of the next shard if it is time to.
  void AddShard(Due& due);

  TopicLog& log_;
  HubTopics& topics_;
  const absl::Duration shard_pause_;

  base::Mutex mutex_;
  TopicLog::Mark mark_ LOSSY_GUARDED_BY(mutex_);
  absl::flat_hash_set<std::string> suspects_ LOSSY_GUARDED_BY(mutex_);
  std::size_t shard_ LOSSY_GUARDED_BY(mutex_) = 0;
  absl::Time shard_at_ LOSSY_GUARDED_BY(mutex_);  // Steady.
};

}  // namespace lossy::notifications
