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

// The steady time of the expiry differs by the moment at which the token was verified.
bool OfSameToken(const base::Identity& a, const base::Identity& b) {
  return a.user_id == b.user_id && a.device_id == b.device_id && a.role == b.role &&
         a.process == b.process && a.expires_at == b.expires_at && a.issued_at == b.issued_at &&
         a.key == b.key;
}

}  // namespace

void UserConnections::End() {
  base::MutexLock lock(registry_.mutex_);
  --connections_;
}

std::shared_ptr<UserTopics> UserConnections::presence_topics() {
  base::MutexLock lock(registry_.mutex_);
  if (presence_topics_ == nullptr) presence_topics_ = std::make_shared<UserTopics>();
  return presence_topics_;
}

SharedIdentityPtr UserConnections::Share(base::Identity identity) {
  base::MutexLock lock(registry_.mutex_);
  if (identity_ == nullptr || !OfSameToken(*identity_, identity)) {
    // The registry finds the user by the name, which must stay the same.
    if (identity.user_id != name()) {
      return new SharedIdentity(std::move(identity));
    }
    identity_ = new SharedIdentity(std::move(identity));
    std::string().swap(name_);  // An assignment would keep the memory.
  }
  return identity_;
}

absl::StatusOr<UserConnection> UserRegistry::Connect(const std::string& user_id) {
  const std::int64_t now = TokenBucket::Now();
  base::MutexLock lock(mutex_);
  Forget(now);
  auto found = users_.find(user_id);
  if (found == users_.end()) {
    found = users_.insert(std::make_shared<UserConnections>(*this, user_id)).first;
  }
  UserConnections& user = **found;
  if (limits_.max_user_connections > 0 && user.connections_ >= limits_.max_user_connections) {
    return TooMany(absl::Milliseconds(kBusyMilliseconds));
  }
  const absl::Duration wait = user.connects_.Take(limits_.user_connects, now);
  if (wait > absl::ZeroDuration()) return TooMany(wait);
  ++user.connections_;
  return UserConnection(&user);
}

absl::Status UserRegistry::TooMany(absl::Duration wait) const {
  return base::RateLimited(absl::StrCat("too many connections of this ", of_),
                           absl::ToInt64Milliseconds(wait));
}

void UserRegistry::Forget(std::int64_t now) {
  if (now < next_forget_) return;
  next_forget_ = now + kForgetNanos;
  absl::erase_if(users_, [](const auto& user) { return user->connections_ == 0; });
}

}  // namespace lossy::edge
