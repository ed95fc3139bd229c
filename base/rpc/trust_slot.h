#pragma once

#include <memory>
#include <utility>

#include "base/sync/mutex.h"
#include "base/tls/peer_check.h"

namespace lossy::base {

// The authorities that the verifiers of a process use at present. Thread-safe.
class TrustSlot {
 public:
  explicit TrustSlot(std::shared_ptr<const TrustStore> trust) : trust_(std::move(trust)) {}

  std::shared_ptr<const TrustStore> Get() const {
    MutexLock lock(mutex_);
    return trust_;
  }
  void Set(std::shared_ptr<const TrustStore> trust) {
    MutexLock lock(mutex_);
    trust_ = std::move(trust);
  }

 private:
  mutable Mutex mutex_;
  std::shared_ptr<const TrustStore> trust_ LOSSY_GUARDED_BY(mutex_);
};

}  // namespace lossy::base
