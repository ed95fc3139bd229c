#pragma once

#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/sync/thread_annotations.h"
#include "edge/net/executor.h"

namespace lossy::edge {

// An Executor with a thread of its own. The thread runs the posted tasks, and calls `on_tick` about
// every `interval`. Thread-safe.
class TaskThread final : public Executor {
 public:
  TaskThread(absl::Duration interval, absl::AnyInvocable<void()> on_tick);
  ~TaskThread() override;

  // Waits for the running task and ends the thread. Tasks that have not begun and tasks that are
  // posted later never run. Must not be called on the thread itself.
  void Stop();

  void Post(absl::AnyInvocable<void()> task) override;

 private:
  void Loop();

  const absl::Duration interval_;
  absl::AnyInvocable<void()> on_tick_;
  base::Mutex mutex_;
  base::CondVar changed_;
  std::vector<absl::AnyInvocable<void()>> tasks_ LOSSY_GUARDED_BY(mutex_);
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lossy::edge
