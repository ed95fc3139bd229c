#include "base/identity/revocations.h"

#include <algorithm>

namespace lossy::base {

void Revocations::Add(const std::string& user_id, const std::string& device_id,
                      absl::Time issued_before, absl::Time keep_until, absl::Time now) {
  MutexLock lock(mutex_);
  Forget(now);
  if (keep_until < now) return;
  Revocation& revocation =
      revocations_
          .try_emplace({user_id, device_id}, Revocation{absl::InfinitePast(), absl::InfinitePast()})
          .first->second;
  revocation.issued_before = std::max(revocation.issued_before, issued_before);
  revocation.keep_until = std::max(revocation.keep_until, keep_until);
}

bool Revocations::Cover(const Identity& identity) const {
  MutexLock lock(mutex_);
  if (revocations_.empty()) return false;
  return CoverDevice(identity, "") ||
         (!identity.device_id.empty() && CoverDevice(identity, identity.device_id));
}

bool Revocations::CoverDevice(const Identity& identity, const std::string& device_id) const {
  const auto found = revocations_.find({identity.user_id, device_id});
  return found != revocations_.end() && identity.issued_at < found->second.issued_before;
}

void Revocations::Forget(absl::Time now) {
  for (auto each = revocations_.begin(); each != revocations_.end();) {
    if (each->second.keep_until < now) {
      revocations_.erase(each++);
    } else {
      ++each;
    }
  }
}

}  // namespace lossy::base
