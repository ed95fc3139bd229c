#pragma once

#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/process/metrics_server.h"
#include "prometheus/collectable.h"
#include "prometheus/registry.h"

namespace lossy::base {

// What every executable starts with: flags, log, metrics, signals, and as many open files as the
// hard limit allows. Made first in main, before any thread, and kept to the end.
//
// Flags come from the command line, else from the environment: --database_url is
// LOSSY_DATABASE_URL. A command line that ReadCommandLine refuses, or that has words which belong
// to no flag, ends the process with the event `start_refused` and status 1. A variable LOSSY_… that
// is a misspelt flag is logged as a warning.
//
// All of standard error is log lines from then on, those of libraries included (LogStderr). SIGTERM
// and SIGINT wait for AwaitStop. SIGHUP and SIGPIPE are ignored.
class Process {
 public:
  Process(int argc, char** argv, absl::string_view name);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  prometheus::Registry& registry() { return *registry_; }

  // Serves /metrics at --metrics_listen from now on, until this object is destroyed. Refuses the
  // start (refuse_start.h) if an address cannot be listened on.
  void ServeMetrics();

  // Returns when the process is asked to end, by SIGTERM or SIGINT.
  void AwaitStop();

 private:
  std::shared_ptr<prometheus::Registry> registry_;
  std::vector<std::shared_ptr<prometheus::Collectable>> metrics_;  // registry_ among them.
  std::unique_ptr<MetricsServer> metrics_server_;
};

}  // namespace lossy::base
