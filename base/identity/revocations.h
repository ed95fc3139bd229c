#pragma once

#include <atomic>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "base/identity/identity.h"
#include "base/sync/mutex.h"

namespace lossy::base {

// The revoked tokens: a service rejects them although their signatures are valid. Thread-safe.
class Revocations {
 public:
  // Revokes all tokens of the user that were issued before `issued_before`; of one device of the
  // user unless `device_id` is empty. The entry is dropped after `keep_until`, when those tokens
  // have expired anyway. All times are wall times.
  void Add(const std::string& user_id, const std::string& device_id, absl::Time issued_before,
           absl::Time keep_until, absl::Time now);

  // True if a revocation applies to the token that proved `identity`.
  bool Cover(const Identity& identity) const;

  // True if all revocations that precede the start of this process have been added.
  bool complete() const { return complete_; }
  void SetComplete() { complete_ = true; }

 private:
  struct Revocation {
    absl::Time issued_before;
    absl::Time keep_until;
  };

  // True if there is a revocation of this device of the identity's user; empty: of all devices.
  bool CoverDevice(const Identity& identity, const std::string& device_id) const
      LOSSY_REQUIRES(mutex_);
  void Forget(absl::Time now) LOSSY_REQUIRES(mutex_);

  std::atomic<bool> complete_{false};
  mutable Mutex mutex_;
  // By user id and device id.
  absl::flat_hash_map<std::pair<std::string, std::string>, Revocation> revocations_
      LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::base
