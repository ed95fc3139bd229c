#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
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

namespace lossy::base {

// Delivers the items of one kind on a thread of its own, as long as this replica leads the kind.
// See Relay for what is promised.
class RelayLane {
 public:
  // `pool` and `metrics` must outlive it. Starts the thread.
  RelayLane(pg::Pool& pool, const std::string& kind, Relay::Handler handler,
            const Relay::Options& options, RelayMetrics& metrics);
  ~RelayLane();

  // Thread-safe, do not block. After Stop nothing more is begun.
  void Wake();
  void Stop();

 private:
  // When a target was first refused what is at its head, and when that is tried again.
  struct Refusal {
    std::int64_t seq = 0;
    absl::Time since;
    absl::Time retry_at;
  };

  void Loop();
  // Leads, if no other replica does, until it fails or the relay stops.
  absl::Status Lead(pg::Connection& connection);
  absl::Status DeliverAll(OutboxTable& table);
  // Keeps the metric and what was set aside up to date; whether anything waits.
  absl::StatusOr<bool> Look(OutboxTable& table);
  absl::Status Trim(OutboxTable& table);
  // Delivers what it can of the next batch; how many items have left the outbox.
  absl::StatusOr<int> DeliverBatch(OutboxTable& table);
  absl::StatusOr<int> Settle(OutboxTable& table, const std::vector<Outgoing>& batch,
                             const std::vector<absl::Status>& statuses);
  // Whether no retry will deliver it.
  bool IsHopeless(const Outgoing& outgoing, const absl::Status& status);
  // Has the target, or the whole kind, rest until its next try.
  void Refuse(const Outgoing& outgoing, const absl::Status& status);
  // The targets that are not to be tried yet.
  std::vector<absl::string_view> Resting() const;
  void CountDelivered(const Outgoing& outgoing);
  void CountSetAside(const Outgoing& outgoing, const absl::Status& status);
  void Log(absl::string_view event, const Outgoing& outgoing, const absl::Status& status) const;
  // False: time to stop.
  bool Pause(absl::Duration duration);
  bool stopping();

  pg::Pool& pool_;
  const std::string kind_;
  const Relay::Handler handler_;
  const Relay::Options options_;
  RelayMetrics& metrics_;
  prometheus::Gauge& lag_;
  // The thread's own.
  absl::Time resting_until_ = absl::InfinitePast();
  absl::Time trimmed_at_ = absl::InfinitePast();
  absl::Time delivered_at_ = absl::InfinitePast();  // The last item that was.
  std::map<std::string, Refusal> refused_;          // By target.

  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;  // Guarded by mutex_.
  bool stop_ = false;   // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace lossy::base
