#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/cache/named_set.h"
#include "base/identity/identity.h"
#include "base/sync/mutex.h"
#include "edge/limits/byte_budget.h"
#include "edge/limits/meter.h"
#include "edge/limits/rate_limits.h"
#include "edge/limits/shared_identity.h"
#include "edge/limits/token_bucket.h"
#include "edge/limits/user_topics.h"

namespace lossy::edge {

class UserRegistry;

// The connections of one user: their number, and the rates, the bytes and the identity that they
// share. Thread-safe.
class UserConnections : public std::enable_shared_from_this<UserConnections> {
 public:
  // Ends one connection of the user.
  struct Disconnect {
    void operator()(UserConnections* user) const { user->End(); }
  };

  // `registry` must outlive the object.
  UserConnections(UserRegistry& registry, std::string user_id)
      : registry_(registry), name_(std::move(user_id)) {}

  // Guarded by UserRegistry::mutex_.
  absl::string_view name() const { return identity_ == nullptr ? name_ : identity_->user_id; }
  Meter& meter() { return meter_; }
  // Counts bytes that were read. Returns the nanoseconds for which reading must pause, or 0. `now`
  // is TokenBucket::Now().
  std::int64_t ChargeBytes(const RateLimits::Traffic& limits, std::size_t bytes, std::int64_t now) {
    return read_bytes_.Charge(limits.bytes, now, static_cast<double>(bytes));
  }
  // Returns the bytes that may be read at once. `now` is TokenBucket::Now().
  double BytesLeft(const RateLimits::Traffic& limits, std::int64_t now) const {
    return read_bytes_.Left(limits.bytes, now);
  }
  // The result may outlive the connection.
  std::shared_ptr<UserBytes> bytes() { return {shared_from_this(), &bytes_}; }
  // The first call makes the object.
  std::shared_ptr<UserTopics> presence_topics();
  // Returns `identity`, or the equal one of an earlier connection, so that the connections of one
  // token take the memory of one identity.
  SharedIdentityPtr Share(base::Identity identity);

 private:
  friend class UserRegistry;

  void End();

  UserRegistry& registry_;
  // UserRegistry::mutex_ guards these four.
  std::string name_;  // Empty once identity_ has the same name, which is one copy less.
  std::int64_t connections_ = 0;
  SharedIdentityPtr identity_;  // Of the newest token.
  std::shared_ptr<UserTopics> presence_topics_;
  TokenBucket connects_;
  Meter meter_;
  TokenBucket read_bytes_;
  UserBytes bytes_;
};

// One connection of a user, from its creation to its end. It takes no memory of its own.
using UserConnection = std::unique_ptr<UserConnections, UserConnections::Disconnect>;

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
  absl::StatusOr<UserConnection> Connect(const std::string& user_id);

 private:
  friend class UserConnections;

  void Forget(std::int64_t now) LOSSY_REQUIRES(mutex_);
  absl::Status TooMany(absl::Duration wait) const;

  const RateLimits limits_;
  const std::string of_;
  base::Mutex mutex_;
  base::NamedSet<std::shared_ptr<UserConnections>> users_ LOSSY_GUARDED_BY(mutex_);
  std::int64_t next_forget_ LOSSY_GUARDED_BY(mutex_) = 0;
};

}  // namespace lossy::edge
