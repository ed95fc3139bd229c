#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "base/sync/mutex.h"

namespace lossy::edge {

// Counts and limits the topics on which one user is present through this edge. A topic counts once,
// however many sockets of the user are on it. Thread-safe.
class UserTopics : public std::enable_shared_from_this<UserTopics> {
 public:
  // Counts one socket on one topic until it is destroyed.
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

  // Counts a socket on the topic. Returns RESOURCE_EXHAUSTED if the user would be present on more
  // than `most` topics. 0: no limit.
  absl::StatusOr<std::unique_ptr<Entry>> Enter(const std::string& topic, std::size_t most);

 private:
  void Leave(const std::string& topic);

  base::Mutex mutex_;
  // The number of the user's sockets on each topic.
  absl::flat_hash_map<std::string, std::size_t> sockets_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::edge
