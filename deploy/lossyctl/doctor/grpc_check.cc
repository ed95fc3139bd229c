#include "deploy/lossyctl/doctor/grpc_check.h"

#include <future>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "base/identity/identity.h"
#include "base/rpc/audience.h"
#include "base/rpc/channel.h"
#include "base/rpc/deadline.h"
#include "base/time/clock.h"
#include "grpc/health/v1/health.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace lossy::lossyctl {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr absl::Duration kLimit = absl::Seconds(5);

// The parts that a process may report, with the remedy for each.
struct Part {
  const char* name;
  const char* remedy;
};

constexpr Part kParts[] = {
    {"database.schema", "start PostgreSQL; the schema was lost or is not migrated yet"},
    {"notifications", "start notifications, or correct --notifications of the process"},
    {"files", "raise LimitNOFILE of the unit, or nofile of the container"},
    {"bus.events", "start NATS, or correct --nats_url and its keys"},
    {"bus.presence", "start NATS, or correct --nats_url and its keys"},
    {"video", "start video, or correct --video of the process"},
    {"notes", "start notes, or correct --notes of the process"},
};

using HealthStub = grpc::TemplatedGenericStub<HealthCheckRequest, HealthCheckResponse>;

grpc::Status Check(HealthStub& stub, const std::string& part, HealthCheckResponse* response) {
  grpc::ClientContext context;
  context.set_deadline(base::GrpcDeadline(base::SteadyNow() + kLimit));
  HealthCheckRequest request;
  request.set_service(part);
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", {}, &request, response,
                 [&](grpc::Status status) { done.set_value(std::move(status)); });
  return done.get_future().get();
}

// Names each failing part with its remedy. A part that the process does not have is NOT_FOUND.
void ReportParts(const ProcessAddress& endpoint, HealthStub& stub, Findings& findings) {
  std::vector<std::string> names;
  std::vector<std::string> remedies;
  for (const Part& part : kParts) {
    HealthCheckResponse response;
    const grpc::Status status = Check(stub, part.name, &response);
    if (!status.ok() || response.status() == HealthCheckResponse::SERVING) continue;
    names.emplace_back(part.name);
    remedies.emplace_back(part.remedy);
  }
  const std::string log =
      absl::StrCat("read the log of ", endpoint.process, ": not_ready, ", "health_part_changed");
  findings.Fail("health", endpoint.Name(),
                names.empty() ? "does not serve: it starts, stops or waits for its database"
                              : absl::StrCat("does not serve: ", absl::StrJoin(names, ", ")),
                remedies.empty() ? log : absl::StrCat(absl::StrJoin(remedies, "; "), "; ", log));
}

std::string ConnectionRemedy(const ProcessAddress& endpoint, const std::string& problem) {
  if (absl::StrContains(problem, "certificate") || absl::StrContains(problem, "handshake") ||
      absl::StrContains(problem, "SSL") || absl::StrContains(problem, "TLS")) {
    return absl::StrCat("compare the --tls_internal_… flags of lossyctl and ", endpoint.process,
                        ": the same authority, a certificate for the name of the process, and none "
                        "that has expired; docs/tls.md");
  }
  if (absl::StrContains(problem, "timed out")) {
    return absl::StrCat(
        endpoint.process,
        " does not answer a connection, so it hangs (it is stopped, swaps, or waits "
        "for a disk: ps -o stat,wchan) or a firewall drops the packets; end it, and "
        "its service manager starts it again");
  }
  return absl::StrCat("start ", endpoint.process, " and compare --listen of it with this address; ",
                      "if it serves TLS, give lossyctl the --tls_internal_… flags");
}

// The status of a call with this token to a method that does not exist.
grpc::Status CallNoMethod(const ProcessAddress& endpoint, const std::string& service,
                          const std::string& token) {
  grpc::GenericStub stub(base::OpenChannel(endpoint.address, endpoint.process));
  grpc::ClientContext context;
  context.set_deadline(base::GrpcDeadline(base::SteadyNow() + kLimit));
  context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
  const grpc::Slice no_bytes;
  const grpc::ByteBuffer request(&no_bytes, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, absl::StrCat("/", service, "/NoSuchMethod"), {}, &request, &response,
                 [&](grpc::Status status) { done.set_value(std::move(status)); });
  return done.get_future().get();
}

}  // namespace

bool CheckHealth(const ProcessAddress& endpoint, Findings& findings) {
  HealthStub stub(base::OpenChannel(endpoint.address, endpoint.process));
  HealthCheckResponse response;
  const grpc::Status status = Check(stub, "", &response);
  if (!status.ok()) {
    findings.Fail("health", endpoint.Name(), status.error_message(),
                  ConnectionRemedy(endpoint, status.error_message()));
    return false;
  }
  if (response.status() == HealthCheckResponse::SERVING) {
    findings.Ok("health", endpoint.Name(), "serves");
  } else {
    ReportParts(endpoint, stub, findings);
  }
  return true;
}

void CheckOperatorToken(const ProcessAddress& endpoint, const std::string& service,
                        base::TokenIssuer& operator_key, Findings& findings) {
  const base::Identity identity{.user_id = "doctor", .role = base::Role::kOperator};
  const grpc::Status status = CallNoMethod(
      endpoint, service, operator_key.Issue(identity, kLimit * 2, base::AudienceOf(service)));
  if (status.error_code() == grpc::StatusCode::UNIMPLEMENTED) {
    return findings.Ok("keys", endpoint.Name(), "accepts the operator's key");
  }
  const bool refused = status.error_code() == grpc::StatusCode::UNAUTHENTICATED ||
                       status.error_code() == grpc::StatusCode::PERMISSION_DENIED;
  findings.Fail("keys", endpoint.Name(),
                absl::StrCat(refused ? "refuses the operator's key: " : "did not answer: ",
                             status.error_message()),
                refused
                    ? absl::StrCat("give ", endpoint.process,
                                   " the --internal_jwks that has the public key of --key, with "
                                   "its grants; all processes need the same keys")
                    : "see the health of the process");
}

}  // namespace lossy::lossyctl
