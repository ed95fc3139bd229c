#pragma once

#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/outbox/outbox_table.h"
#include "base/outbox/relay.h"
#include "base/outbox/relay_metrics.h"
#include "base/pg/pool.h"
#include "base/sync/mutex.h"

namespace lossy::base {

// Delivers the items of one kind on a thread of its own, while this replica leads the kind. See
// Relay for the guarantees. Threads: Wake and Stop are thread-safe.
class RelayLane {
 public:
  // `pool` and `metrics` must outlive the lane. Starts the thread.
  RelayLane(pg::Pool& pool, const std::string& kind, Relay::Handler handler,
            const Relay::Options& options, RelayMetrics& metrics);
  ~RelayLane();

  // Makes the thread look for items now. Does not block.
  void Wake();
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
  // Leads the kind, unless another replica does, until a statement fails or the lane stops.
  absl::Status Lead(pg::Connection& connection);
  absl::Status DeliverAll(OutboxTable& table);
  // Updates the metrics of the lag and of the items, and trims the set-aside items. Returns true if
  // an item waits.
  absl::StatusOr<bool> Look(OutboxTable& table);
  absl::Status Trim(OutboxTable& table);
  absl::Status Count(OutboxTable& table);
  // Delivers a batch. Returns the number of items that left the outbox.
  absl::StatusOr<int> DeliverBatch(OutboxTable& table);
  absl::StatusOr<int> Settle(OutboxTable& table, const std::vector<Outgoing>& batch,
                             const std::vector<absl::Status>& statuses);
  // True if the relay must set the item aside (Relay::Options::patience).
  bool IsUndeliverable(const Outgoing& outgoing, const absl::Status& status);
  // Delays the next attempt for the target, or for the whole kind.
  void Refuse(const Outgoing& outgoing, const absl::Status& status);
  // Returns the targets whose next attempt is not due yet.
  std::vector<absl::string_view> Resting() const;
  void CountDelivered(const Outgoing& outgoing);
  void CountSetAside(const Outgoing& outgoing, const absl::Status& status);
  void Log(absl::string_view event, const Outgoing& outgoing, const absl::Status& status) const;
  // Waits until Wake, Stop or the end of `duration`. Returns false after Stop.
  bool Pause(absl::Duration duration);
  bool stopping();

  pg::Pool& pool_;
  const std::string kind_;
  const Relay::Handler handler_;
  const Relay::Options options_;
  RelayMetrics& metrics_;
  prometheus::Gauge& lag_;
  prometheus::Gauge& waiting_items_;
  prometheus::Gauge& set_aside_items_;
  prometheus::Histogram& delivery_seconds_;
  // Used by the thread only.
  absl::Time resting_until_ = absl::InfinitePast();
  absl::Time trimmed_at_ = absl::InfinitePast();
  absl::Time counted_at_ = absl::InfinitePast();
  absl::Time delivered_at_ = absl::InfinitePast();  // Time of the last delivery.
  std::map<std::string, Refusal> refused_;          // By target.

  Mutex mutex_;
  CondVar changed_;
  bool woken_ LOSSY_GUARDED_BY(mutex_) = false;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lossy::base
