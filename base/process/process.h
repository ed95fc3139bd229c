#pragma once

#include <memory>

#include "absl/strings/string_view.h"
#include "base/live/live_objects_metric.h"
#include "prometheus/registry.h"

namespace lossy::base {

// What every executable starts with: flags, log, metrics and signals. Made first in main, before
// any thread, and kept to the end.
//
// Flags come from the command line, else from the environment: --database_url is
// LOSSY_DATABASE_URL. A value that a flag refuses ends the process with a message and status 1.
class Process {
 public:
  Process(int argc, char** argv, absl::string_view name);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  prometheus::Registry& registry() { return *registry_; }

  // Serves /metrics at --metrics_listen from now on. Ends the process if the port is taken.
  void ServeMetrics();

  // Returns when the process is asked to end, by SIGTERM or SIGINT.
  void AwaitStop();

 private:
  std::shared_ptr<prometheus::Registry> registry_;
  std::shared_ptr<LiveObjectsMetric> live_objects_;
};

}  // namespace lossy::base
