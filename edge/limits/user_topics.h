#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "base/sync/mutex.h"

namespace lossy::edge {

// The topics on which one user is present, by all the user's sockets on this edge. A topic counts
// once, whatever the number of sockets. Thread-safe.
class UserTopics : public std::enable_shared_from_this<UserTopics> {
 public:
  // One socket on one topic, as long as it lives.
  class Entry {
   public:
    Entry(std::shared_ptr<UserTopics> topics, std::string topic)
        : topics_(std::move(topics)), topic_(std::move(topic)) {}
    ~Entry() { topics_->Leave(topic_); }
    Entry(const Entry&) = delete;
    Entry& operator=(const Entry&) = delete;

   private:
    const std::shared_ptr<UserTopics> topics_;
    const std::string topic_;
  };

  // RESOURCE_EXHAUSTED when the topic would be one more than `most`. 0: no limit.
  absl::StatusOr<std::unique_ptr<Entry>> Enter(const std::string& topic, std::size_t most);

 private:
  void Leave(const std::string& topic);

  base::Mutex mutex_;
  // The number of sockets by topic.
  absl::flat_hash_map<std::string, std::size_t> sockets_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::edge
