#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "edge/net/executor.h"

namespace lossy::edge {

// A thread of its own that runs what is posted to it, and `on_tick` about every `interval`.
class TaskThread final : public Executor {
 public:
  TaskThread(absl::Duration interval, absl::AnyInvocable<void()> on_tick);
  ~TaskThread() override;

  // Returns when nothing runs any more; what was posted, or is posted later, is dropped.
  void Stop();

  void Post(absl::AnyInvocable<void()> task) override;

 private:
  void Loop();

  const absl::Duration interval_;
  absl::AnyInvocable<void()> on_tick_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<absl::AnyInvocable<void()>> tasks_;  // Guarded by mutex_.
  bool stop_ = false;                              // Guarded by mutex_.
  std::thread thread_;
};

}  // namespace lossy::edge
