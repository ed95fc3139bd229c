#include "services/agent/housekeeper.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "base/process/log.h"

namespace lossy::agent {

Housekeeper::Housekeeper(std::vector<Chore> chores) {
  for (Chore& chore : chores) {
    const absl::Time due = absl::Now() + chore.every;
    tasks_.push_back({std::move(chore), due});
  }
  thread_ = std::thread([this] { Loop(); });
}

Housekeeper::~Housekeeper() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Housekeeper::Loop() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, absl::ToChronoMilliseconds(NextDue() - absl::Now()),
                            [this] { return stop_; })) {
    lock.unlock();
    DoWhatIsDue();
    lock.lock();
  }
}

absl::Time Housekeeper::NextDue() const {
  absl::Time next = absl::Now() + absl::Hours(1);
  for (const Task& task : tasks_) next = std::min(next, task.due);
  return next;
}

// What could not be done now is done next time.
void Housekeeper::DoWhatIsDue() {
  for (Task& task : tasks_) {
    if (absl::Now() < task.due) continue;
    const absl::StatusOr<int> done = task.chore.work();
    task.due = absl::Now() + task.chore.every;
    const absl::string_view name = task.chore.name;
    if (!done.ok()) {
      base::Log(base::LogLevel::kWarning, "chore_failed",
                {{"chore", name}, {"problem", done.status().message()}});
    } else if (*done > 0) {
      base::Log(base::LogLevel::kInfo, "chore_done",
                {{"chore", name}, {"count", std::int64_t{*done}}});
    }
  }
}

}  // namespace lossy::agent
