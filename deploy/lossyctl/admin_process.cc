#include "deploy/lossyctl/admin_process.h"

#include <utility>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/net/replica_addresses.h"
#include "base/rpc/channel.h"
#include "deploy/lossyctl/operator.h"

ABSL_DECLARE_FLAG(std::string, video);
ABSL_DECLARE_FLAG(std::string, notes);
ABSL_DECLARE_FLAG(std::string, agent);
ABSL_DECLARE_FLAG(std::string, notifications);

ABSL_FLAG(std::string, edge_admin, "127.0.0.1:4300",
          "Addresses of --admin_listen of the edges, comma-separated; empty: none");
ABSL_FLAG(std::string, admin, "",
          "Addresses of the console's service admin, comma-separated; empty: none");
ABSL_FLAG(std::string, console_admin, "",
          "Addresses of --admin_listen of the console's edges, comma-separated; empty: none");

namespace lossy::lossyctl {
namespace {

struct AdminAddresses {
  absl::string_view process;
  // A gRPC service of the process, whose package is the audience of its tokens.
  absl::string_view service;
  const absl::Flag<std::string>& addresses;
};

const std::vector<AdminAddresses>& AllAddresses() {
  static const auto* const kAll = new std::vector<AdminAddresses>{
      {"edge", "edge", FLAGS_edge_admin},
      {"video", "lossy.video.v1.VideoService", FLAGS_video},
      {"notes", "lossy.notes.v1.NotesService", FLAGS_notes},
      {"agent", "lossy.agent.v1.AgentService", FLAGS_agent},
      {"notifications", "lossy.notifications.v1.NotificationsService", FLAGS_notifications},
      {"admin", "lossy.console.v1.ConsoleService", FLAGS_admin},
      // An edge, which serves operators alone.
      {"console", "edge", FLAGS_console_admin}};
  return *kAll;
}

absl::string_view ServiceOf(absl::string_view process) {
  for (const AdminAddresses& each : AllAddresses()) {
    if (each.process == process) return each.service;
  }
  return "";
}

absl::Status AddReplicas(const AdminAddresses& from, std::vector<AdminProcess>* processes) {
  const std::string list = absl::GetFlag(from.addresses);
  if (list.empty()) return absl::OkStatus();
  const absl::StatusOr<std::vector<std::string>> addresses = base::ResolveReplicas(list);
  if (!addresses.ok()) return addresses.status();
  const std::string process(from.process);
  for (const std::string& address : *addresses) {
    processes->push_back(
        {.process = process,
         .address = address,
         .stub = admin::v1::AdminService::NewStub(base::OpenReplica(address, process))});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<AdminProcess>> AdminProcesses(absl::string_view process) {
  if (!process.empty() && ServiceOf(process).empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("no process \"", process,
                     "\": it must be edge, video, notes, agent, notifications, admin or console"));
  }
  std::vector<AdminProcess> processes;
  for (const AdminAddresses& each : AllAddresses()) {
    if (!process.empty() && each.process != process) continue;
    const absl::Status status = AddReplicas(each, &processes);
    if (!status.ok()) return status;
  }
  return processes;
}

absl::StatusOr<AdminProcess> AdminProcessAt(absl::string_view address) {
  absl::StatusOr<std::vector<AdminProcess>> processes = AdminProcesses();
  if (!processes.ok()) return processes.status();
  std::string known;
  for (AdminProcess& each : *processes) {
    if (each.address == address) return std::move(each);
    absl::StrAppend(&known, known.empty() ? "" : ", ", each.Name());
  }
  return absl::InvalidArgumentError(
      absl::StrCat("no process at \"", address, "\": there are ", known));
}

absl::Status StatusForOperator(const grpc::Status& status) {
  const absl::Status converted = base::FromGrpc(status);
  const bool explained = !status.error_details().empty() || status.error_message().empty();
  if (status.ok() || explained) return converted;
  return absl::Status(converted.code(), status.error_message());
}

absl::Status AuthorizeAdmin(const AdminProcess& process, absl::Duration limit,
                            grpc::ClientContext& context) {
  const absl::StatusOr<base::Caller> caller = Operator(limit, ServiceOf(process.process));
  if (!caller.ok()) return caller.status();
  base::Propagate(*caller, limit, context);
  return absl::OkStatus();
}

}  // namespace lossy::lossyctl
