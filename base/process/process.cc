#include "base/process/process.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/synchronization/mutex.h"
#include "base/flags/command_line.h"
#include "base/flags/effective_config.h"
#include "base/flags/flag_check.h"
#include "base/flags/flag_range.h"
#include "base/identity/jwks_metric.h"
#include "base/identity/token_metric.h"
#include "base/live/live_objects_metric.h"
#include "base/log/log.h"
#include "base/log/log_metric.h"
#include "base/log/refuse_start.h"
#include "base/net/listen_address.h"
#include "base/process/metrics_server.h"
#include "base/process/open_files.h"
#include "base/process/process_metric.h"
#include "base/rpc/internal_context.h"
#include "base/rpc/internal_tls.h"
#include "base/tls/peer_refusals.h"
#include "base/version/build_info_metric.h"

ABSL_FLAG(bool, check_config, false,
          "Checks the configuration in place of a start: prints all problems, or else every flag "
          "with its value and its source");
ABSL_FLAG(std::string, metrics_listen, "127.0.0.1:0",
          "Addresses of the HTTP server for /metrics, comma-separated: host:port, [ipv6]:port, "
          "or :port for all");
ABSL_FLAG(bool, metrics_tls, false,
          "Serve /metrics over https with --tls_internal_certificate; a client needs its authority "
          "and no certificate");
ABSL_FLAG(
    int, max_metrics_connections, 32,
    "Most connections to /metrics; beyond it, the oldest connection without a request is closed");
ABSL_FLAG(int, metrics_request_ms, 10'000,
          "Longest time to receive a request to /metrics and to send its answer, in "
          "milliseconds");
ABSL_FLAG(std::string, metrics_hosts, "",
          "Names by which /metrics may be called, comma-separated, beside loopback and IP "
          "addresses; *: any");
ABSL_FLAG(lossy::base::LogLevel, log_level, lossy::base::LogLevel::kInfo,
          "Least level that is logged: debug, info, warning, error");
ABSL_FLAG(int, log_queue_bytes, 4 << 20,
          "Most bytes of log lines that wait for the reader of standard error; lines beyond are "
          "dropped and counted");
ABSL_FLAG(int, log_queue_lines, 20'000, "The same in lines");
ABSL_FLAG(int, log_flush_ms, 1000,
          "Longest wait of the ending process for the reader of standard error, in milliseconds");

LOSSY_FLAG_RANGE(max_metrics_connections, 1, 10'000);
LOSSY_FLAG_RANGE(metrics_request_ms, 100, 600'000);
LOSSY_FLAG_RANGE(log_queue_bytes, 64 << 10, 1 << 30);
LOSSY_FLAG_RANGE(log_queue_lines, 100, 10'000'000);
LOSSY_FLAG_RANGE(log_flush_ms, 0, 60'000);
LOSSY_FLAG_CHECK(metrics_listen, [] {
  return lossy::base::ParseListen(absl::GetFlag(FLAGS_metrics_listen)).status();
});

namespace lossy::base {
namespace {

absl::Status CheckMetricsTls() {
  if (!absl::GetFlag(FLAGS_metrics_tls) || InternalTls::IsSetByFlags()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "needs --tls_internal_certificate, --tls_internal_key and --tls_internal_ca");
}

LOSSY_FLAG_CHECK(metrics_tls, CheckMetricsTls);

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

// A program may be started with these closed. The next file that is opened would take such a
// number, and would receive the output for standard error.
void OpenStandardFiles() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // The kernel assigns the lowest free number, which is `fd`.
    if (fcntl(fd, F_GETFD) < 0) open("/dev/null", O_RDWR);
  }
}

// The signals of an operator must neither be lost nor end the process.
void HandleSignals() {
  const sigset_t signals = StopSignals();
  // Threads inherit the mask, so the signals wait for AwaitStop.
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A write to a closed connection fails with EPIPE.
  std::signal(SIGPIPE, SIG_IGN);
  // SIGHUP reports the end of a terminal or a log rotation. No file is open for long, and key files
  // are read again when they change.
  std::signal(SIGHUP, SIG_IGN);
}

// Debian builds Abseil with its assertions, so each lock of gRPC would look for a circle of locks.
// That costs an eighth of a call. Must be called before the first such lock.
void SkipDeadlockSearch() {
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
}

// Prints the result of --check_config and ends the process. Warnings come first, as comments of a
// flag file.
[[noreturn]] void ReportConfig(const CommandLine& line) {
  for (const std::string& warning : line.warnings) std::cout << "# warning: " << warning << '\n';
  const std::vector<std::string> problems = ConfigProblems(line);
  for (const std::string& problem : problems) std::cout << problem << '\n';
  if (problems.empty()) std::cout << EffectiveConfig(line);
  std::exit(problems.empty() && std::cout.flush() ? 0 : 1);
}

// Returns the sources of the flags.
std::map<std::string, std::string> ReadFlags(int argc, char** argv) {
  CommandLine line = ReadCommandLine(argc, argv);
  for (const std::string& word : line.words) line.problems.push_back(LeftOver(word, argc, argv));
  if (absl::GetFlag(FLAGS_check_config)) ReportConfig(line);
  SetLogLevel(absl::GetFlag(FLAGS_log_level));
  for (const std::string& warning : line.warnings) {
    Log(LogLevel::kWarning, "environment_variable_unknown", {{"problem", warning}});
  }
  if (!line.unused_variables.empty()) {
    Log(LogLevel::kInfo, "environment_variables_unused",
        {{"variables", absl::StrJoin(line.unused_variables, ",")}});
  }
  if (!line.problems.empty()) RefuseStart(absl::StrJoin(line.problems, "; "));
  return std::move(line.sources);
}

void WarnOfPlainMetrics(const std::vector<ListenAddress>& addresses) {
  for (const ListenAddress& address : addresses) {
    if (address.loopback()) continue;
    Log(LogLevel::kWarning, "metrics_unencrypted",
        {{"address", absl::string_view(address.ToString())},
         {"problem",
          "other machines can read the metrics; set --metrics_tls, or listen on "
          "loopback"}});
  }
}

absl::StatusOr<std::unique_ptr<MetricsServer>> ListenForMetrics(
    const std::string& where, std::vector<std::shared_ptr<prometheus::Collectable>> metrics) {
  const absl::StatusOr<std::vector<ListenAddress>> addresses = ParseListen(where);
  if (!addresses.ok()) return addresses.status();
  MetricsServer::Options options{
      .max_connections = static_cast<std::size_t>(absl::GetFlag(FLAGS_max_metrics_connections)),
      .limit = absl::Milliseconds(absl::GetFlag(FLAGS_metrics_request_ms))};
  if (absl::GetFlag(FLAGS_metrics_tls)) {
    const auto context =
        std::make_shared<InternalContext>(*InternalTls::FromFlags(), MakeServerContext);
    if (!context->status().ok()) {
      RefuseFlag("tls_internal_certificate", context->status().message());
    }
    options.tls = [context] { return context->Get(); };
  } else {
    WarnOfPlainMetrics(*addresses);
  }
  return MetricsServer::Start(*addresses, HostList::Parse(absl::GetFlag(FLAGS_metrics_hosts)),
                              std::move(metrics), options);
}

}  // namespace

Process::Process(int argc, char** argv, absl::string_view name)
    : service_manager_(NotifySocket::FromEnvironment()),
      registry_(std::make_shared<prometheus::Registry>()),
      metrics_{registry_,
               std::make_shared<LiveObjectsMetric>(),
               std::make_shared<JwksMetric>(),
               std::make_shared<TokenMetric>(),
               std::make_shared<LogMetric>(),
               std::make_shared<OpenFilesMetric>(),
               std::make_shared<ProcessMetric>(),
               std::make_shared<BuildInfoMetric>(),
               std::make_shared<PeerRefusalsMetric>()} {
  absl::SetProgramUsageMessage(
      absl::StrCat("Lossy's ", name,
                   ". Every flag can also come from the environment, as "
                   "LOSSY_<FLAG>, or from --flagfile=FILE, one --flag=value a line."));
  SkipDeadlockSearch();
  OpenStandardFiles();
  HandleSignals();
  InitLog(name);
  LogStderr();
  LogCrashes();
  flag_sources_ = ReadFlags(argc, argv);
  SetLogLimits({.queue_bytes = static_cast<std::size_t>(absl::GetFlag(FLAGS_log_queue_bytes)),
                .queue_lines = static_cast<std::size_t>(absl::GetFlag(FLAGS_log_queue_lines)),
                .flush = absl::Milliseconds(absl::GetFlag(FLAGS_log_flush_ms))});
  RaiseFileLimit();
  traces_ = std::make_unique<ProcessTraces>(name, registry_);
}

void Process::ServeMetrics() {
  if (const absl::Status status = CheckMetricsTls(); !status.ok()) {
    RefuseFlag("metrics_tls", status.message());
  }
  absl::StatusOr<std::unique_ptr<MetricsServer>> server =
      ListenForMetrics(absl::GetFlag(FLAGS_metrics_listen), metrics_);
  if (!server.ok()) RefuseFlag("metrics_listen", server.status().message());
  metrics_server_ = *std::move(server);
}

void Process::AwaitStop() {
  const sigset_t signals = StopSignals();
  int signal = 0;
  sigwait(&signals, &signal);
  service_manager_.Stopping();
  Log(LogLevel::kInfo, "stopping", {{"signal", std::int64_t{signal}}});
}

}  // namespace lossy::base
