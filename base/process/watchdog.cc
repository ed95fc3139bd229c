#include "base/process/watchdog.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/time/time.h"
#include "base/log/log.h"
#include "base/time/clock.h"

namespace lossy::base {

// Each part has an entry: true if it has answered its last probe.
struct Watchdog::Answers {
  explicit Answers(std::size_t parts) : answered(parts) {
    for (std::atomic<bool>& each : answered) each = true;
  }

  std::int64_t missing() const { return std::count(answered.begin(), answered.end(), false); }

  std::vector<std::atomic<bool>> answered;
};

Watchdog::Watchdog(const NotifySocket& socket, std::vector<Probe> probes)
    : socket_(socket),
      probes_(std::move(probes)),
      answers_(std::make_shared<Answers>(probes_.size())) {
  if (socket_.watchdog() > absl::ZeroDuration()) thread_ = std::thread([this] { Run(); });
}

Watchdog::~Watchdog() {
  {
    MutexLock lock(mutex_);
    stop_ = true;
  }
  stopped_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

void Watchdog::Run() {
  bool waits = false;
  do {
    const std::int64_t missing = answers_->missing();
    if (missing == 0) {
      socket_.Alive();
    } else if (!waits) {
      Log(LogLevel::kWarning, "watchdog_waits", {{"parts", missing}});
    }
    waits = missing > 0;
    for (std::size_t part = 0; part < probes_.size(); ++part) {
      if (!answers_->answered[part].exchange(false)) continue;
      probes_[part]([answers = answers_, part] { answers->answered[part] = true; });
    }
  } while (Pause());
}

bool Watchdog::Pause() {
  MutexLock lock(mutex_);
  const absl::Time next = SteadyNow() + socket_.watchdog() / 2;
  while (!stop_ && stopped_.WaitUntil(mutex_, next)) continue;
  return !stop_;
}

}  // namespace lossy::base
