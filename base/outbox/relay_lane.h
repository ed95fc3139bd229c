#pragma once

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/outbox/outbox_table.h"
#include "base/outbox/read_place.h"
#include "base/outbox/relay.h"
#include "base/outbox/relay_metrics.h"
#include "base/outbox/shard_locks.h"
#include "base/outbox/shard_share.h"
#include "base/pg/pool.h"
#include "base/sync/wake_event.h"

namespace lossy::base {

// Delivers the items of one kind on a thread of its own, in the shards that this replica leads. See
// Relay for the guarantees. Threads: Wake and Stop are thread-safe.
class RelayLane {
 public:
  // `pool` and `metrics` must outlive the lane. Starts the thread.
  RelayLane(pg::Pool& pool, const std::string& kind, Relay::Handler handler,
            const Relay::Options& options, RelayMetrics& metrics);
  ~RelayLane();

  const std::string& kind() const { return kind_; }

  // Makes the thread look for items now. Does not block.
  void Wake() { wake_.Set(); }
  // Makes the thread end after the present batch. Does not block.
  void Stop();

 private:
  // A target whose first item fails: the item's `seq`, and the times of its first failure and its
  // next attempt.
  struct Refusal {
    std::int64_t seq = 0;
    absl::Time since;
    absl::Time retry_at;
  };

  void Loop();
  // Shares the kind until a statement fails or the lane stops. Returns false if a replica of a
  // former version leads, which it notifies of an item that was queued here.
  absl::StatusOr<bool> Lead(pg::Connection& connection);
  absl::Status DeliverAll(pg::Connection& connection, ShardLocks& locks);
  // Leads more or fewer shards, if this replica has not its fair share of them.
  absl::Status Balance(OutboxTable& table, ShardShare& share);
  // Updates the metrics of the items, and trims the set-aside items, if it is time to.
  absl::Status Maintain(OutboxTable& table);
  absl::Status Trim(OutboxTable& table);
  absl::Status Count(OutboxTable& table);
  // Deletes the items that were delivered and not deleted yet.
  absl::Status DeleteDelivered(OutboxTable& table);
  // Delivers a batch. Returns true if more items wait that may be delivered now.
  absl::StatusOr<bool> DeliverBatch(OutboxTable& table);
  // Removes the delivered items, or leaves them to the next look; delays the others. Returns the
  // number of items that leave the outbox.
  absl::StatusOr<int> Settle(OutboxTable& table, const std::vector<Outgoing>& batch,
                             const std::vector<absl::Status>& statuses);
  // Updates the metric of the lag. `resting` are the targets that the batch leaves out.
  absl::Status MeasureLag(OutboxTable& table, const OutboxTable::Batch& batch,
                          absl::Span<const absl::string_view> resting);
  // Returns the steady time of the look that follows one, unless the lane is notified before.
  absl::Time NextLook(const ShardShare& share) const;
  // Returns the steady time of the next batch, if the next look is at `look`.
  absl::Time NextBatch(absl::Time look) const;
  absl::Time NextTrim() const;
  // True if the relay must set the item aside (Relay::Options::patience).
  bool IsUndeliverable(const Outgoing& outgoing, const absl::Status& status);
  // Delays the next attempt for the target, or for the whole kind.
  void Refuse(const Outgoing& outgoing, const absl::Status& status);
  // Returns the targets whose next attempt is not due yet.
  std::vector<absl::string_view> Resting() const;
  void CountDelivered(const Outgoing& outgoing);
  void CountSetAside(const Outgoing& outgoing, const absl::Status& status);
  // Waits until Stop or the steady time `end`.
  void Sleep(absl::Time end);
  // Waits until Stop, the steady time `end`, or a Wake since the last attempt to lead.
  void AwaitWake(absl::Time end);
  void Poll(absl::Time end);

  pg::Pool& pool_;
  const std::string kind_;
  const Relay::Handler handler_;
  const Relay::Options options_;
  // The least time between the starts of two batches.
  const absl::Duration gather_;
  RelayMetrics& metrics_;
  prometheus::Gauge& shards_;
  prometheus::Gauge& lag_;
  prometheus::Gauge& waiting_items_;
  prometheus::Gauge& set_aside_items_;
  prometheus::Histogram& delivery_seconds_;
  // Used by the thread only.
  absl::Time resting_until_ = absl::InfinitePast();
  // The next batch begins at this steady time or later.
  absl::Time gathers_until_ = absl::InfinitePast();
  // The ids of items that were delivered. The next look deletes them.
  std::vector<std::string> delivered_;
  ReadPlace place_;
  absl::Time trimmed_at_ = absl::InfinitePast();
  absl::Time counted_at_ = absl::InfinitePast();
  // True if the last count, or a batch since then, had items.
  bool has_items_ = false;
  bool has_set_aside_ = false;  // As of the last count.
  // True if an item may wait because of a notification, a Wake or a full batch.
  bool notified_ = false;
  // The last time at which this leader found an item without a notification, or led more shards.
  absl::Time unnotified_at_ = absl::InfinitePast();
  absl::Time delivered_at_ = absl::InfinitePast();  // Time of the last delivery.
  std::map<std::string, Refusal> refused_;          // By target.

  WakeEvent wake_;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace lossy::base
