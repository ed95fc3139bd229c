#include "services/agent/housekeeper.h"

#include <utility>

#include "base/process/log.h"

namespace lossy::agent {

Housekeeper::Housekeeper(absl::Duration period, std::vector<Chore> chores)
    : period_(period), chores_(std::move(chores)), thread_([this] { Loop(); }) {}

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
  while (!changed_.wait_for(lock, absl::ToChronoMilliseconds(period_), [this] { return stop_; })) {
    lock.unlock();
    DoAll();
    lock.lock();
  }
}

// What could not be done now is done next time.
void Housekeeper::DoAll() {
  for (const Chore& chore : chores_) {
    const absl::StatusOr<int> done = chore.work();
    if (!done.ok()) {
      base::Log(base::LogLevel::kWarning, "chore_failed",
                {{"chore", absl::string_view(chore.name)}, {"problem", done.status().message()}});
    } else if (*done > 0) {
      base::Log(base::LogLevel::kInfo, "chore_done",
                {{"chore", absl::string_view(chore.name)}, {"count", std::int64_t{*done}}});
    }
  }
}

}  // namespace lossy::agent
