#include "edge/service_reports.h"

#include <memory>
#include <utility>

#include "absl/time/time.h"

namespace lossy::edge {

base::PeriodicTasks::Task ReadinessReport(const base::NotifySocket& service_manager,
                                          const std::function<bool()>& works,
                                          prometheus::Gauge& reported) {
  return {.name = "report_readiness",
          .every = absl::Milliseconds(500),
          .work = [&service_manager, &works, &reported, ready = std::make_shared<bool>(false)] {
            const bool now = works();
            reported.Set(now ? 1 : 0);
            if (std::exchange(*ready, now) == now) return base::TaskRun{};
            service_manager.Status(now ? "serves" : "does not serve; the log states why");
            if (now) service_manager.Ready();
            return base::TaskRun{};
          }};
}

std::vector<base::Watchdog::Probe> EventLoopProbes(const Server& server) {
  std::vector<base::Watchdog::Probe> probes;
  for (const std::unique_ptr<Worker>& worker : server.workers()) {
    probes.push_back([&worker = *worker](std::function<void()> answer) {
      worker.executor().Post(std::move(answer));
    });
  }
  return probes;
}

}  // namespace lossy::edge
