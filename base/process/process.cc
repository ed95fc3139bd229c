#include "base/process/process.h"

#include <csignal>
#include <cstdlib>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/live/live_objects_metric.h"
#include "base/process/environment_flags.h"
#include "base/process/log.h"
#include "base/process/metrics_server.h"

ABSL_FLAG(std::string, metrics_listen, "127.0.0.1:0", "Address of the HTTP server for /metrics");
ABSL_FLAG(std::string, metrics_hosts, "",
          "Names by which /metrics may be called, comma-separated, beside loopback and IP "
          "addresses; *: any");
ABSL_FLAG(std::string, log_level, "info",
          "Least level that is logged: debug, info, warning, error");

namespace lossy::base {
namespace {

// --help lists the flags of every file of ours, not of main.cc alone.
void ShowOwnFlagsOnHelp() {
  absl::FlagsUsageConfig config;
  config.contains_help_flags = [](absl::string_view file) {
    return !absl::StrContains(file, "absl");
  };
  absl::SetFlagsUsageConfig(config);
}

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

Process::Process(int argc, char** argv, absl::string_view name)
    : registry_(std::make_shared<prometheus::Registry>()),
      live_objects_(std::make_shared<LiveObjectsMetric>()) {
  absl::SetProgramUsageMessage(absl::StrCat(
      "Lossy's ", name, ". Every flag can also come from the ", "environment, as LOSSY_<FLAG>."));
  ShowOwnFlagsOnHelp();
  SetFlagsFromEnvironment();
  absl::ParseCommandLine(argc, argv);
  InitLog(name, absl::GetFlag(FLAGS_log_level));
  const sigset_t signals = StopSignals();
  // Threads inherit the mask, so the signals wait for AwaitStop.
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
}

void Process::ServeMetrics() {
  const std::string address = absl::GetFlag(FLAGS_metrics_listen);
  const absl::StatusOr<int> port = lossy::base::ServeMetrics(
      address, HostList::Parse(absl::GetFlag(FLAGS_metrics_hosts)), {registry_, live_objects_});
  if (port.ok()) return;
  Log(LogLevel::kError, "metrics_listen_failed", {{"address", absl::string_view(address)}});
  std::exit(1);
}

void Process::AwaitStop() {
  const sigset_t signals = StopSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  Log(LogLevel::kInfo, "stopping", {{"signal", std::int64_t{signal}}});
}

}  // namespace lossy::base
