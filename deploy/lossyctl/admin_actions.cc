#include "deploy/lossyctl/admin_actions.h"

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "base/flags/flag_range.h"
#include "base/log/log.h"
#include "deploy/lossyctl/admin_process.h"
#include "deploy/lossyctl/report/report.h"

ABSL_FLAG(
    int, for_seconds, 0,
    "Time after which the log level goes back, in seconds; 0: it stays until the process ends");

LOSSY_FLAG_RANGE(for_seconds, 0, 86'400);

namespace lossy::lossyctl {
namespace {

using admin::v1::AdminService;

std::string LevelName(admin::v1::LogLevel level) {
  return base::AbslUnparseFlag(static_cast<base::LogLevel>(static_cast<int>(level) - 1));
}

absl::StatusOr<admin::v1::LogLevel> ParseLevel(const std::string& text) {
  base::LogLevel level;
  std::string problem;
  if (!base::AbslParseFlag(text, &level, &problem)) {
    return absl::InvalidArgumentError(absl::StrCat("the level ", problem));
  }
  return static_cast<admin::v1::LogLevel>(static_cast<int>(level) + 1);
}

absl::StatusOr<std::vector<AdminProcess>> Named(const std::vector<std::string>& words) {
  if (words.size() == 1) return AdminProcesses();
  std::vector<AdminProcess> all;
  for (std::size_t i = 1; i < words.size(); ++i) {
    absl::StatusOr<std::vector<AdminProcess>> some = AdminProcesses(words[i]);
    if (!some.ok()) return some.status();
    for (AdminProcess& each : *some) all.push_back(std::move(each));
  }
  return all;
}

}  // namespace

absl::Status SetLogLevels(const std::vector<std::string>& words) {
  const absl::StatusOr<admin::v1::LogLevel> level = ParseLevel(words.front());
  if (!level.ok()) return level.status();
  const absl::StatusOr<std::vector<AdminProcess>> processes = Named(words);
  if (!processes.ok()) return processes.status();
  admin::v1::SetLogLevelRequest request;
  request.set_level(*level);
  if (const int seconds = absl::GetFlag(FLAGS_for_seconds); seconds > 0) {
    request.mutable_duration()->set_seconds(seconds);
  }
  Report report;
  Table& table = report.AddTable("processes", {"process", "address", "before", "now", "problem"});
  absl::Status result;
  for (const AdminProcess& each : *processes) {
    const auto set = AskAdmin(each, &AdminService::Stub::SetLogLevel, request);
    if (set.ok()) {
      table.AddRow({each.process, each.address, LevelName(set->previous()), LevelName(*level), ""});
      continue;
    }
    table.AddRow({each.process, each.address, Value(), Value(), set.status().message()});
    result = absl::FailedPreconditionError("the level of a process was not changed");
  }
  report.Print();
  return result;
}

absl::Status DrainProcess(const std::string& address) {
  const absl::StatusOr<AdminProcess> process = AdminProcessAt(address);
  if (!process.ok()) return process.status();
  return AskAdmin(*process, &AdminService::Stub::Drain, admin::v1::DrainRequest()).status();
}

absl::Status CloseSocket(const std::string& socket_id) {
  const absl::StatusOr<std::vector<AdminProcess>> edges = AdminProcesses("edge");
  if (!edges.ok()) return edges.status();
  admin::v1::CloseSocketRequest request;
  request.set_socket_id(socket_id);
  absl::Status result = absl::NotFoundError("no edge has this socket");
  for (const AdminProcess& edge : *edges) {
    const absl::Status status = AskAdmin(edge, &AdminService::Stub::CloseSocket, request).status();
    if (status.ok()) return status;
    if (!absl::IsNotFound(status)) {
      result = absl::Status(status.code(), absl::StrCat(edge.Name(), ": ", status.message()));
    }
  }
  return result;
}

}  // namespace lossy::lossyctl
