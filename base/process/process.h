#pragma once

#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/process/metrics_server.h"
#include "prometheus/collectable.h"
#include "prometheus/registry.h"

namespace lossy::base {

// Prepares an executable: flags, log, metrics, signals, and the limit of open files, which is
// raised to the hard limit. main constructs it first, before any thread, and keeps it until the
// end.
//
// A flag is read from the command line or else from the environment: LOSSY_DATABASE_URL sets
// --database_url. The process logs `start_refused` and exits with status 1 if ReadCommandLine
// rejects the command line or if an argument belongs to no flag. A variable LOSSY_… with the name
// of a misspelt flag is logged as a warning.
//
// Afterwards standard error consists of log lines, including the output of libraries (LogStderr).
// AwaitStop receives SIGTERM and SIGINT. SIGHUP and SIGPIPE are ignored.
class Process {
 public:
  Process(int argc, char** argv, absl::string_view name);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  prometheus::Registry& registry() { return *registry_; }

  // Serves /metrics at --metrics_listen until the object is destroyed. Refuses the start
  // (refuse_start.h) if it cannot listen on an address.
  void ServeMetrics();

  // Blocks until the process receives SIGTERM or SIGINT.
  void AwaitStop();

 private:
  std::shared_ptr<prometheus::Registry> registry_;
  std::vector<std::shared_ptr<prometheus::Collectable>> metrics_;  // registry_ among them.
  std::unique_ptr<MetricsServer> metrics_server_;
};

}  // namespace lossy::base
