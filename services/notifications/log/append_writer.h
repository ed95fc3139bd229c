#pragma once

#include <cstddef>
#include <deque>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "services/notifications/log/log_store.h"
#include "services/notifications/metrics/metrics.h"

namespace lossy::notifications {

// Appends events to a LogStore in batches, on a thread of its own. The events that arrive during
// one transaction form the next one. Thread-safe.
class AppendWriter {
 public:
  // One or more events of one topic. One transaction appends all of them in their order, or none.
  using Unit = std::shared_ptr<const std::vector<LogStore::NewEvent>>;
  // The positions of the events, in the order of the unit.
  using Answer = absl::StatusOr<std::vector<LogStore::Appended>>;

  struct Options {
    // The bounds of one transaction. A larger unit gets its own transaction.
    std::size_t batch_events = 512;
    std::size_t batch_bytes = 4 << 20;
    // The bounds of the events that wait. Append returns UNAVAILABLE for further ones.
    std::size_t queue_events = 10'000;
    std::size_t queue_bytes = 64 << 20;
  };

  // `store` and `metrics` must outlive the writer.
  AppendWriter(LogStore& store, const Options& options, AppendMetrics& metrics);
  // Sets the answers of waiting units to UNAVAILABLE.
  ~AppendWriter();

  // Queues a unit. The future becomes ready when the unit is committed or rejected. The writer
  // drops a unit whose transaction does not begin by `deadline`, a steady time. Otherwise the unit
  // may be committed even if the caller stops waiting.
  std::future<Answer> Append(Unit unit, absl::Time deadline);

 private:
  struct Waiting {
    Unit unit;
    std::size_t bytes;
    absl::Time queued_at;
    absl::Time deadline;
    std::promise<Answer> answer;
  };
  using Batch = std::vector<std::unique_ptr<Waiting>>;

  void Run();
  // Blocks until units wait. Returns an empty batch if the thread must stop.
  Batch Take();
  void Write(Batch batch);
  void WriteEach(Batch batch);
  void Answered(Waiting& waiting, Answer answer);

  LogStore& store_;
  const Options options_;
  AppendMetrics& metrics_;

  base::Mutex mutex_;
  base::CondVar queued_;
  std::deque<std::unique_ptr<Waiting>> waiting_ LOSSY_GUARDED_BY(mutex_);
  std::size_t waiting_events_ LOSSY_GUARDED_BY(mutex_) = 0;
  std::size_t waiting_bytes_ LOSSY_GUARDED_BY(mutex_) = 0;
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;

  std::thread thread_;
};

}  // namespace lossy::notifications
