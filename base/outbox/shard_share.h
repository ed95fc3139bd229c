#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/outbox/shard_locks.h"

namespace lossy::base {

// Returns the number of shards for the member at `place`, from 0, of `members`. The numbers of all
// members differ by at most one, and their sum is kShards.
int FairShare(int members, int place);

// The shards of a kind that this replica leads, and the times at which it compares their number
// with its fair share. A replica with all shards compares only when another replica notifies it.
//
// Threads: not thread-safe. Errors: those of Connection.
class ShardShare {
 public:
  // `locks` must have joined, and must outlive the object. A replica with some of the shards
  // compares at least every `takeover`, to lead those of a replica that failed.
  ShardShare(ShardLocks& locks, absl::Duration takeover) : locks_(locks), takeover_(takeover) {}

  // The shards that this replica leads.
  const std::vector<int>& shards() const { return shards_; }
  bool LeadsAll() const { return shards_.size() == kShards; }

  // An item was queued here, perhaps in another replica's shard.
  void OnQueued() { queued_ = true; }
  // Another replica has sent a notification.
  void OnNotified() { notified_ = true; }

  // Returns the steady time of the next Compare.
  absl::Time NextCompare() const;
  // Returns the fair share minus the number of led shards. Notifies the other replicas, if an item
  // was queued here or if this replica has less than its share.
  absl::StatusOr<int> Compare();
  // Leads at most `number` more shards. Returns true if it leads one more.
  absl::StatusOr<bool> Take(int number);
  // Ends the lead of `number` shards. All items of them that were delivered must be deleted.
  absl::Status Release(int number);

 private:
  ShardLocks& locks_;
  const absl::Duration takeover_;
  std::vector<int> shards_;
  absl::Time compared_at_ = absl::InfinitePast();
  bool lacks_shards_ = true;  // As of the last Compare or Take.
  bool queued_ = false;       // Since the last Compare.
  bool notified_ = false;     // Since the last Compare.
};

}  // namespace lossy::base
