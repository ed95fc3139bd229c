#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/sync/mutex.h"
#include "lossy/notifications/bus/v1/presence.pb.h"
#include "services/notifications/presence/claim_observer.h"

namespace lossy::notifications {

// Records the claims of this replica (see ClaimObserver), and the numbered changes of them that it
// has not sent to the other replicas yet. PresenceReplicator sends them. Thread-safe.
class ClaimLog final : public ClaimObserver {
 public:
  // Drops the waiting changes beyond `max_bytes`. The other replicas then miss numbers, and request
  // all claims.
  explicit ClaimLog(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  void OnTracked(const std::string& topic, const PresencePtr& presence) override;
  void OnUntracked(const std::string& topic, const std::string& ref) override;
  void OnExpired(const std::string& topic, const std::string& ref) override;
  void OnHandedOver(const std::string& topic, const std::string& ref) override;

  // A presence that this replica claims.
  struct Claim {
    std::string topic;
    PresencePtr presence;
  };

  struct Changes {
    std::vector<bus::v1::Change> changes;  // Without a gap. The last one has number `sequence`.
    std::int64_t sequence = 0;
    std::vector<Claim> claims;  // All claims after these changes, if they were requested.
  };

  // Returns the changes since the last call.
  Changes Take(bool with_claims);

 private:
  using TopicAndRef = std::pair<std::string, std::string>;

  bus::v1::Change& Add(const std::string& topic, std::size_t bytes) LOSSY_REQUIRES(mutex_);

  const std::size_t max_bytes_;
  base::Mutex mutex_;
  absl::flat_hash_map<TopicAndRef, PresencePtr> claims_ LOSSY_GUARDED_BY(mutex_);
  std::vector<bus::v1::Change> changes_ LOSSY_GUARDED_BY(mutex_);
  std::size_t bytes_ LOSSY_GUARDED_BY(mutex_) = 0;
  std::int64_t sequence_ LOSSY_GUARDED_BY(mutex_) = 0;
};

}  // namespace lossy::notifications
