#include "services/admin/actions.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "services/admin/target_names.h"

namespace lossy::admin {
namespace {

constexpr int kLongestLevelSeconds = 86'400;

}  // namespace

absl::Status Actions::SetLogLevel(const base::Caller& caller,
                                  const console::v1::SetLogLevelRequest& request,
                                  console::v1::SetLogLevelResponse* response) {
  if (request.level() == v1::LOG_LEVEL_UNSPECIFIED) {
    return base::InvalidArgument("level", "must be debug, info, warning or error");
  }
  if (request.seconds() < 0 || request.seconds() > kLongestLevelSeconds) {
    return base::InvalidArgument("seconds", absl::StrCat("must be 0 to ", kLongestLevelSeconds));
  }
  const absl::StatusOr<Replica> replica = replicas_.Find(request.replica());
  if (!replica.ok()) return replica.status();
  v1::SetLogLevelRequest asked;
  asked.set_level(request.level());
  if (request.seconds() > 0) asked.mutable_duration()->set_seconds(request.seconds());
  v1::SetLogLevelResponse answer;
  const absl::Status status =
      client_.Ask(*replica, caller, &AdminClient::Async::SetLogLevel, asked, &answer);
  response->set_previous(answer.previous());
  log_.RecordAction(
      caller, "set_log_level",
      absl::StrCat(ReplicaTarget(request.replica()), " ", v1::LogLevel_Name(request.level())),
      status);
  return status;
}

absl::Status Actions::Drain(const base::Caller& caller, const console::v1::DrainRequest& request,
                            console::v1::DrainResponse*) {
  const absl::StatusOr<Replica> replica = replicas_.Find(request.replica());
  if (!replica.ok()) return replica.status();
  v1::DrainResponse answer;
  const absl::Status status =
      client_.Ask(*replica, caller, &AdminClient::Async::Drain, v1::DrainRequest(), &answer);
  log_.RecordAction(caller, "drain", ReplicaTarget(request.replica()), status);
  return status;
}

absl::Status Actions::CloseSocket(const base::Caller& caller,
                                  const console::v1::CloseSocketRequest& request,
                                  console::v1::CloseSocketResponse*) {
  if (absl::Status status = CheckUser(request.user_id()); !status.ok()) return status;
  if (request.socket_id().empty()) return base::InvalidArgument("socket_id", "is missing");
  const absl::Status status = CloseAnywhere(caller, request.socket_id());
  log_.RecordAction(caller, "close_socket",
                    absl::StrCat(UserTarget(request.user_id()), " socket ", request.socket_id()),
                    status);
  return status;
}

absl::Status Actions::CloseAnywhere(const base::Caller& caller, const std::string& socket_id) {
  v1::CloseSocketRequest asked;
  asked.set_socket_id(socket_id);
  absl::Status result = base::NotFound("No edge has this socket; it may have ended already");
  for (const Answer<v1::CloseSocketResponse>& answer :
       client_.AskAll(replicas_.Of({"edge"}), caller, &AdminClient::Async::CloseSocket, asked)) {
    if (answer.status.ok()) return absl::OkStatus();
    if (absl::IsNotFound(answer.status)) continue;
    result = base::Unavailable(absl::StrCat("The edge ", answer.replica.address(),
                                            " did not close it: ", ProblemOf(answer.status)));
  }
  return result;
}

}  // namespace lossy::admin
