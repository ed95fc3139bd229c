#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "base/sync/mutex.h"
#include "services/notifications/bus/bus.h"
#include "services/notifications/events/shard.h"
#include "services/notifications/events/subscriber.h"

namespace lossy::notifications {

// A topic that a subscriber of this process follows.
struct HubTopic {
  explicit HubTopic(absl::string_view name) : name(name) {}

  const std::string name;
  base::Mutex mutex;
  // The last subscriber has left. The topic accepts no other: a new object must take its place.
  bool closed LOSSY_GUARDED_BY(mutex) = false;
  // The position of the last delivered event. It has no epoch until the log's head has been read.
  v1::Position position LOSSY_GUARDED_BY(mutex);
  // An event arrived before the position was known. The head that is being read may lack it.
  bool arrived_early LOSSY_GUARDED_BY(mutex) = false;
  std::vector<std::shared_ptr<Subscriber>> subscribers LOSSY_GUARDED_BY(mutex);
};

// The topics of a hub, by name. It follows a topic on the bus while it has the topic.
//
// Threads: thread-safe. A thread may call it while it holds a topic's mutex.
class HubTopics {
 public:
  // `bus` must outlive the object.
  explicit HubTopics(Bus& bus) : bus_(bus) {}

  // Returns nullptr if there is no such topic.
  std::shared_ptr<HubTopic> Find(absl::string_view name);
  // Follows a new topic on the bus before it returns.
  std::shared_ptr<HubTopic> FindOrMake(const std::string& name);
  // Removes a closed topic, unless a new object has taken its place.
  void Remove(const std::shared_ptr<HubTopic>& closed);
  std::vector<std::shared_ptr<HubTopic>> All();
  // Returns the topics of one of the kShards shards.
  std::vector<std::shared_ptr<HubTopic>> InShard(std::size_t shard);
  bool IsEmpty();

 private:
  struct Shard {
    base::Mutex mutex;
    // The keys are the topics' own names.
    absl::flat_hash_map<absl::string_view, std::shared_ptr<HubTopic>> topics
        LOSSY_GUARDED_BY(mutex);
  };

  Bus& bus_;
  std::array<Shard, kShards> shards_;
};

}  // namespace lossy::notifications
