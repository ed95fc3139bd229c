#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/process/metrics_server.h"
#include "base/process/notify_socket.h"
#include "base/trace/process_traces.h"
#include "prometheus/collectable.h"
#include "prometheus/registry.h"

namespace lossy::base {

// Prepares an executable: reads the flags, opens the log, makes the registry of metrics, starts
// traces if --trace_endpoint is set (process_traces.h), blocks signals, and raises the soft limit
// of open files to the hard limit. main constructs it first,
// before any thread, and destroys it last.
//
// A flag is read from the command line, a flag file or the environment (ReadCommandLine). The
// process logs `start_refused` and exits with status 1 if ReadCommandLine rejects the command line
// or if an argument belongs to no flag. The event has all problems in the order of
// CommandLine::problems. A variable LOSSY_… that is a flag of no program is logged as a warning.
//
// With --check_config the process does not start. It prints the problems, including those of the
// flags' own checks (flag_check.h), on standard output and exits with status 1. Without problems it
// prints the effective configuration (effective_config.h) and exits with status 0.
//
// Afterwards standard error consists of log lines, including the output of libraries (LogStderr).
// AwaitStop receives SIGTERM and SIGINT. SIGHUP and SIGPIPE are ignored. The service manager is
// notified of the stop (notify_socket.h); the owner of the servers reports that they are ready.
class Process {
 public:
  // `name` is the name of the executable in log lines, for example "video".
  Process(int argc, char** argv, absl::string_view name);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // The registry of the process's metrics. It lives as long as the object. Thread-safe.
  prometheus::Registry& registry() { return *registry_; }

  // Returns the sources of all metrics of the process, registry() among them.
  const std::vector<std::shared_ptr<prometheus::Collectable>>& metrics() const { return metrics_; }

  // Returns the source of each flag that was set (CommandLine::sources).
  const std::map<std::string, std::string>& flag_sources() const { return flag_sources_; }

  // Reports the state of the process to the service manager that started it.
  const NotifySocket& service_manager() const { return service_manager_; }

  // Serves /metrics at --metrics_listen until the object is destroyed. Refuses the start
  // (refuse_start.h) if it cannot listen on an address.
  void ServeMetrics();

  // Blocks until the process receives SIGTERM or SIGINT.
  void AwaitStop();

 private:
  const NotifySocket service_manager_;
  std::map<std::string, std::string> flag_sources_;
  std::shared_ptr<prometheus::Registry> registry_;
  std::vector<std::shared_ptr<prometheus::Collectable>> metrics_;  // registry_ among them.
  std::unique_ptr<MetricsServer> metrics_server_;
  std::unique_ptr<ProcessTraces> traces_;
};

}  // namespace lossy::base
