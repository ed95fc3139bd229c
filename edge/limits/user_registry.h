#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "base/sync/mutex.h"
#include "edge/limits/byte_budget.h"
#include "edge/limits/meter.h"
#include "edge/limits/user_topics.h"

namespace lossy::edge {

class UserRegistry;

// One connection of a user, counted as long as it lives. Its meter is that of all the user's
// connections, and so are the bytes that it holds.
class UserConnection {
 public:
  struct User {
    std::int64_t connections = 0;  // The registry's mutex guards it.
    TokenBucket connects;
    Meter meter;
    UserBytes bytes;
    const std::shared_ptr<UserTopics> presence_topics = std::make_shared<UserTopics>();
  };

  UserConnection(UserRegistry& registry, std::shared_ptr<User> user)
      : registry_(registry), user_(std::move(user)) {}
  ~UserConnection();
  UserConnection(const UserConnection&) = delete;
  UserConnection& operator=(const UserConnection&) = delete;

  Meter& meter() { return user_->meter; }
  // May be kept longer than the connection.
  std::shared_ptr<UserBytes> bytes() const { return {user_, &user_->bytes}; }
  UserTopics& presence_topics() { return *user_->presence_topics; }

 private:
  UserRegistry& registry_;
  const std::shared_ptr<User> user_;
};

// The users who are connected, or were a moment ago; or, in the same way, the addresses of clients.
// Thread-safe.
class UserRegistry {
 public:
  // Must outlive the connections. `of` is for messages: what the connections are counted by.
  explicit UserRegistry(const RateLimits& limits, std::string of = "user")
      : limits_(limits), of_(std::move(of)) {}

  // True if connections are limited at all.
  bool limited() const {
    return limits_.max_user_connections > 0 || limits_.user_connects.per_second > 0;
  }

  // RESOURCE_EXHAUSTED, with the time after which to retry, when the user has too many
  // connections or opens them too fast.
  absl::StatusOr<std::unique_ptr<UserConnection>> Connect(const std::string& user_id);

 private:
  friend class UserConnection;
  using User = UserConnection::User;

  void Forget(std::int64_t now) LOSSY_REQUIRES(mutex_);
  absl::Status TooMany(absl::Duration wait) const;

  const RateLimits limits_;
  const std::string of_;
  base::Mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<User>> users_ LOSSY_GUARDED_BY(mutex_);
  std::int64_t next_forget_ LOSSY_GUARDED_BY(mutex_) = 0;
};

}  // namespace lossy::edge
