#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "base/identity/identity.h"

namespace lossy::base {

// The tokens that are refused although their signatures are good. Thread-safe.
class Revocations {
 public:
  // Of the user, and of the device unless that is empty: all tokens issued before that time. Kept
  // until `now` is later than `keep_until`, when the tokens are over anyway.
  void Add(const std::string& user_id, const std::string& device_id, absl::Time issued_before,
           absl::Time keep_until, absl::Time now);

  bool Cover(const Identity& identity) const;

  // Whether all revocations that were ordered before this process started have been added.
  bool complete() const { return complete_; }
  void SetComplete() { complete_ = true; }

 private:
  struct Revocation {
    absl::Time issued_before;
    absl::Time keep_until;
  };

  void Forget(absl::Time now);

  std::atomic<bool> complete_{false};
  mutable std::mutex mutex_;
  // By user and device. Guarded by mutex_.
  absl::flat_hash_map<std::pair<std::string, std::string>, Revocation> revocations_;
};

}  // namespace lossy::base
