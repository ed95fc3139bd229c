#pragma once

#include <functional>
#include <latch>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/error/error.h"
#include "base/rpc/caller.h"
#include "base/rpc/internal_identity.h"
#include "grpcpp/client_context.h"
#include "lossy/admin/v1/admin.grpc.pb.h"
#include "services/admin/replicas.h"

namespace lossy::admin {

// The answer of one replica to a call.
template <typename Response>
struct Answer {
  console::v1::ReplicaAddress replica;
  absl::Status status;
  Response response;
};

// Returns the status of a call. A status without an Error of the process, such as that of a
// connection that failed, keeps the text of gRPC, which an operator may read.
absl::Status StatusOfCall(const grpc::Status& status);

// Calls the AdminService of replicas on behalf of an operator. Thread-safe.
class AdminClient {
 public:
  using Async = v1::AdminService::StubInterface::async_interface;
  template <typename Request, typename Response>
  using Method = void (Async::*)(grpc::ClientContext*, const Request*, Response*,
                                 std::function<void(grpc::Status)>);

  // `limit` is the longest time of a call. `identity` must outlive the object.
  AdminClient(const base::InternalIdentity& identity, absl::Duration limit)
      : identity_(identity), limit_(limit) {}

  // Calls all replicas at once, and returns their answers in the same order. Blocks until each has
  // answered or its time has passed.
  template <typename Request, typename Response>
  std::vector<Answer<Response>> AskAll(const std::vector<Replica>& replicas,
                                       const base::Caller& caller, Method<Request, Response> method,
                                       const Request& request);

  // As AskAll, for one replica.
  template <typename Request, typename Response>
  absl::Status Ask(const Replica& replica, const base::Caller& caller,
                   Method<Request, Response> method, const Request& request, Response* response);

  // Adds the operator's token for the replica's program and the request id to a call, which has no
  // deadline.
  void Authorize(const Replica& replica, const base::Caller& caller,
                 grpc::ClientContext& context) const;

 private:
  base::Caller OperatorFor(const base::Caller& caller, const std::string& program) const;

  const base::InternalIdentity& identity_;
  const absl::Duration limit_;
};

template <typename Request, typename Response>
std::vector<Answer<Response>> AdminClient::AskAll(const std::vector<Replica>& replicas,
                                                  const base::Caller& caller,
                                                  Method<Request, Response> method,
                                                  const Request& request) {
  std::vector<Answer<Response>> answers(replicas.size());
  std::vector<grpc::ClientContext> contexts(replicas.size());
  std::latch done(static_cast<std::ptrdiff_t>(replicas.size()));
  for (std::size_t i = 0; i < replicas.size(); ++i) {
    const Replica& replica = replicas[i];
    Answer<Response>& answer = answers[i];
    answer.replica = replica.address;
    if (replica.stub == nullptr) {
      answer.status = base::Unavailable(replica.problem);
      done.count_down();
      continue;
    }
    base::Propagate(OperatorFor(caller, replica.address.program()), limit_, contexts[i]);
    (replica.stub->async()->*method)(&contexts[i], &request, &answer.response,
                                     [&answer, &done](const grpc::Status& status) {
                                       answer.status = StatusOfCall(status);
                                       done.count_down();
                                     });
  }
  done.wait();
  return answers;
}

template <typename Request, typename Response>
absl::Status AdminClient::Ask(const Replica& replica, const base::Caller& caller,
                              Method<Request, Response> method, const Request& request,
                              Response* response) {
  Answer<Response> answer = std::move(AskAll({replica}, caller, method, request).front());
  *response = std::move(answer.response);
  return answer.status;
}

// Returns the reason of a failed call for an operator.
std::string ProblemOf(const absl::Status& status);

}  // namespace lossy::admin
