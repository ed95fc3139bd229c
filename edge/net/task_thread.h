#pragma once

#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "base/sync/mutex.h"
#include "base/sync/thread_annotations.h"
#include "edge/net/executor.h"

namespace lossy::edge {

// An Executor with a thread of its own. The thread sleeps while there is nothing to do.
// Thread-safe.
class TaskThread final : public Executor {
 public:
  // Does what is due, and returns the steady time at which it must be called next, or earlier.
  using DueWork = absl::AnyInvocable<absl::Time()>;

  // Runs the posted tasks only.
  TaskThread();
  // The thread calls `due_work` at its start, after each task or several, and when it is due.
  explicit TaskThread(DueWork due_work);
  ~TaskThread() override;

  // Waits for the running task and ends the thread. Tasks that have not begun and tasks that are
  // posted later never run. Must not be called on the thread itself.
  void Stop();

  void Post(absl::AnyInvocable<void()> task) override;

 private:
  void Loop();

  DueWork due_work_;
  base::Mutex mutex_;
  base::CondVar changed_;
  std::vector<absl::AnyInvocable<void()>> tasks_ LOSSY_GUARDED_BY(mutex_);
  bool stop_ LOSSY_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace lossy::edge
