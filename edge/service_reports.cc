#include "edge/service_reports.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
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

std::vector<base::ProcessState::Part> ReadinessParts(const Feed& feed, const SocketControl& control,
                                                     const Server& server,
                                                     const Discovery& discovery) {
  const auto part = [](const char* name, bool works, absl::string_view problem) {
    return base::ProcessState::Part{
        .name = name,
        .required = true,
        .status = works ? absl::OkStatus() : absl::UnavailableError(problem)};
  };
  return {part("feed", feed.connected(), "notifications does not answer on the stream of events"),
          part("topics", feed.topics_settled(),
               absl::StrCat(feed.topics_not_live(), " followed topics are not live")),
          part("control", control.ready(),
               "the revocations and commands about sockets have not been read"),
          part("listener", server.accepting(), "a thread accepts no connections"),
          part("contract", discovery.contract().complete(),
               "the descriptors of a service have not been read")};
}

bool AllWork(const std::vector<base::ProcessState::Part>& parts) {
  return std::all_of(parts.begin(), parts.end(),
                     [](const base::ProcessState::Part& part) { return part.status.ok(); });
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
