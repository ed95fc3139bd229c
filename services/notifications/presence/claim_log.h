#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "proto/lossy/notifications/bus/v1/presence.pb.h"
#include "services/notifications/presence/claim_observer.h"

namespace lossy::notifications {

// This replica's claims, and the numbered changes of them that the others are still to be told.
// Thread-safe.
class ClaimLog final : public ClaimObserver {
 public:
  // Changes beyond `max_bytes` are dropped: the others will miss their numbers, and ask.
  explicit ClaimLog(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  void OnTracked(const std::string& topic, const PresencePtr& presence) override;
  void OnUntracked(const std::string& topic, const std::string& ref) override;
  void OnExpired(const std::string& topic, const std::string& ref) override;
  void OnHandedOver(const std::string& topic, const std::string& ref) override;

  struct Claim {
    std::string topic;
    PresencePtr presence;
  };

  struct News {
    std::vector<bus::v1::Change> changes;  // Without a gap; the last one has number `sequence`.
    std::int64_t sequence = 0;
    std::vector<Claim> claims;  // All as they are now, if that was asked.
  };

  // What has changed since the last call.
  News Take(bool with_claims);

 private:
  using Place = std::pair<std::string, std::string>;  // Topic and ref.

  // mutex_ is held.
  bus::v1::Change& Add(const std::string& topic, std::size_t bytes);

  const std::size_t max_bytes_;
  std::mutex mutex_;
  // The rest is guarded by mutex_.
  absl::flat_hash_map<Place, PresencePtr> claims_;
  std::vector<bus::v1::Change> changes_;
  std::size_t bytes_ = 0;
  std::int64_t sequence_ = 0;
};

}  // namespace lossy::notifications
