#include "services/admin/inspection.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "services/admin/target_names.h"

namespace lossy::admin {
namespace {

constexpr int kSockets = 100;
constexpr int kTail = 20;
constexpr int kTranscripts = 100;

void AddUnanswered(const console::v1::ReplicaAddress& replica, const absl::Status& status,
                   console::v1::Unanswered* unanswered) {
  *unanswered->mutable_replica() = replica;
  unanswered->set_problem(ProblemOf(status));
}

}  // namespace

absl::Status Inspection::ListSockets(const base::Caller& caller,
                                     const console::v1::ListSocketsRequest& request,
                                     console::v1::ListSocketsResponse* response) {
  if (absl::Status status = CheckUser(request.user_id()); !status.ok()) return status;
  v1::ListSocketsRequest asked;
  asked.set_user_id(request.user_id());
  asked.set_limit(kSockets);
  auto answers =
      client_.AskAll(replicas_.Of({"edge"}), caller, &AdminClient::Async::ListSockets, asked);
  for (Answer<v1::ListSocketsResponse>& answer : answers) {
    if (!answer.status.ok()) {
      AddUnanswered(answer.replica, answer.status, response->add_unanswered());
    }
    for (v1::Socket& socket : *answer.response.mutable_sockets()) {
      console::v1::ListSocketsResponse::UserSocket& added = *response->add_sockets();
      added.set_edge(answer.replica.address());
      *added.mutable_socket() = std::move(socket);
    }
    if (answer.response.truncated()) response->set_truncated(true);
  }
  log_.RecordView(caller, "list_sockets", UserTarget(request.user_id()), absl::OkStatus());
  return absl::OkStatus();
}

absl::Status Inspection::GetTopic(const base::Caller& caller,
                                  const console::v1::GetTopicRequest& request,
                                  console::v1::GetTopicResponse* response) {
  if (absl::Status status = CheckTopic(request.topic()); !status.ok()) return status;
  v1::GetTopicRequest asked;
  asked.set_topic(request.topic());
  asked.set_tail(kTail);
  asked.set_show_payloads(request.show_payloads());
  auto answers = client_.AskAll(replicas_.Of({"notifications", "edge"}), caller,
                                &AdminClient::Async::GetTopic, asked);
  for (Answer<v1::GetTopicResponse>& answer : answers) {
    if (!answer.status.ok()) {
      AddUnanswered(answer.replica, answer.status, response->add_unanswered());
      continue;
    }
    console::v1::GetTopicResponse::TopicState& state = *response->add_states();
    *state.mutable_replica() = answer.replica;
    *state.mutable_state() = std::move(answer.response);
  }
  log_.RecordView(caller, request.show_payloads() ? "get_topic with payloads" : "get_topic",
                  TopicTarget(request.topic()), absl::OkStatus());
  return absl::OkStatus();
}

absl::Status Inspection::GetSession(const base::Caller& caller,
                                    const console::v1::GetSessionRequest& request,
                                    console::v1::GetSessionResponse* response) {
  if (request.session_id().empty()) return base::InvalidArgument("session_id", "is missing");
  v1::GetSessionRequest asked;
  asked.set_session_id(request.session_id());
  asked.set_transcripts(kTranscripts);
  // Each replica reads the same database, so the first answer is that of all.
  absl::Status status = base::Unavailable("--processes names no agent");
  for (const Replica& replica : replicas_.Of({"agent"})) {
    status = client_.Ask(replica, caller, &AdminClient::Async::GetSession, asked,
                         response->mutable_session());
    if (!absl::IsUnavailable(status) && !absl::IsDeadlineExceeded(status)) break;
  }
  if (!status.ok()) response->clear_session();
  log_.RecordView(caller, "get_session", absl::StrCat("session ", request.session_id()), status);
  return status;
}

absl::Status Inspection::GetConfiguration(const base::Caller& caller,
                                          const console::v1::GetConfigurationRequest& request,
                                          console::v1::GetConfigurationResponse* response) {
  const absl::StatusOr<Replica> replica = replicas_.Find(request.replica());
  if (!replica.ok()) return replica.status();
  const absl::Status status =
      client_.Ask(*replica, caller, &AdminClient::Async::GetConfiguration,
                  v1::GetConfigurationRequest(), response->mutable_configuration());
  log_.RecordView(caller, "get_configuration", ReplicaTarget(request.replica()), status);
  return status;
}

}  // namespace lossy::admin
