#include "edge/limits/user_registry.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"

namespace lossy::edge {
namespace {

// The period in which users without a connection are dropped. By then their rates have mostly
// recovered.
constexpr std::int64_t kForgetNanos = 60'000'000'000;
constexpr int kBusyMilliseconds = 5'000;

}  // namespace

UserConnection::~UserConnection() {
  base::MutexLock lock(registry_.mutex_);
  --user_->connections;
}

absl::StatusOr<std::unique_ptr<UserConnection>> UserRegistry::Connect(const std::string& user_id) {
  const std::int64_t now = TokenBucket::Now();
  base::MutexLock lock(mutex_);
  Forget(now);
  std::shared_ptr<User>& user = users_[user_id];
  if (user == nullptr) user = std::make_shared<User>();
  if (limits_.max_user_connections > 0 && user->connections >= limits_.max_user_connections) {
    return TooMany(absl::Milliseconds(kBusyMilliseconds));
  }
  const absl::Duration wait = user->connects.Take(limits_.user_connects, now);
  if (wait > absl::ZeroDuration()) return TooMany(wait);
  ++user->connections;
  return std::make_unique<UserConnection>(*this, user);
}

absl::Status UserRegistry::TooMany(absl::Duration wait) const {
  return base::RateLimited(absl::StrCat("too many connections of this ", of_),
                           absl::ToInt64Milliseconds(wait));
}

void UserRegistry::Forget(std::int64_t now) {
  if (now < next_forget_) return;
  next_forget_ = now + kForgetNanos;
  for (auto each = users_.begin(); each != users_.end();) {
    if (each->second->connections == 0) {
      users_.erase(each++);
    } else {
      ++each;
    }
  }
}

}  // namespace lossy::edge
