#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "base/sync/mutex.h"
#include "edge/limits/byte_budget.h"
#include "edge/limits/meter.h"
#include "edge/limits/rate_limits.h"
#include "edge/limits/token_bucket.h"
#include "edge/limits/user_topics.h"

namespace lossy::edge {

class UserRegistry;

// Counts one connection of a user until it is destroyed. The meter and the bytes are shared by all
// connections of the user. Thread-safe.
class UserConnection {
 public:
  struct User {
    std::int64_t connections = 0;  // Guarded by UserRegistry::mutex_.
    TokenBucket connects;
    Meter meter;
    TokenBucket read_bytes;
    UserBytes bytes;
    const std::shared_ptr<UserTopics> presence_topics = std::make_shared<UserTopics>();
  };

  UserConnection(UserRegistry& registry, std::shared_ptr<User> user)
      : registry_(registry), user_(std::move(user)) {}
  ~UserConnection();
  UserConnection(const UserConnection&) = delete;
  UserConnection& operator=(const UserConnection&) = delete;

  Meter& meter() { return user_->meter; }
  // Counts bytes that were read. Returns the nanoseconds for which reading must pause, or 0. `now`
  // is TokenBucket::Now().
  std::int64_t ChargeBytes(const RateLimits::Traffic& limits, std::size_t bytes, std::int64_t now) {
    return user_->read_bytes.Charge(limits.bytes, now, static_cast<double>(bytes));
  }
  // Returns the bytes that may be read at once. `now` is TokenBucket::Now().
  double BytesLeft(const RateLimits::Traffic& limits, std::int64_t now) const {
    return user_->read_bytes.Left(limits.bytes, now);
  }
  // The result may outlive the connection.
  std::shared_ptr<UserBytes> bytes() const { return {user_, &user_->bytes}; }
  UserTopics& presence_topics() { return *user_->presence_topics; }

 private:
  UserRegistry& registry_;
  const std::shared_ptr<User> user_;
};

// Counts and limits the connections of each user, or of each client address. It keeps the rates of
// a user for at most a minute after the last connection has ended. Thread-safe.
class UserRegistry {
 public:
  // The registry must outlive its connections. `of` is the word for a key in error texts: "user" or
  // "address".
  explicit UserRegistry(const RateLimits& limits, std::string of = "user")
      : limits_(limits), of_(std::move(of)) {}

  // Returns true if the number or the rate of connections has a limit.
  bool limited() const {
    return limits_.max_user_connections > 0 || limits_.user_connects.per_second > 0;
  }

  // Counts a new connection. Returns RESOURCE_EXHAUSTED with a retry hint if the user has too many
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
