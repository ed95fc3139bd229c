#pragma once

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/error/error.h"
#include "base/rpc/calls.h"
#include "base/testing/eventually.h"
#include "base/time/fake_clock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "lossy/console/v1/console.grpc.pb.h"
#include "services/admin/fake_admin_process.h"
#include "services/admin/fake_notifications.h"
#include "services/admin/service.h"
#include "services/shared/testing/test_identity.h"

namespace lossy::admin {

// For tests: the service of the console over gRPC, with two edges, a replica of notifications and
// an agent that the test controls. The test runs the tasks by hand.
class ConsoleTest : public testing::Test {
 protected:
  using Stub = console::v1::ConsoleService::Stub;

  // An address of loopback at which nothing listens, and one that does not resolve.
  static constexpr char kDead[] = "127.0.0.1:1";
  static constexpr char kUnresolved[] = "127.0.0.1:nosuch";

  ConsoleTest() { replicas_.Resolve(); }
  ~ConsoleTest() override { follows_.Stop(); }

  // Calls as ann.
  template <typename Request, typename Response>
  absl::Status Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response* response) {
    base::Caller caller{.identity = {.user_id = "ann"}};
    caller.token = identity_.issuer->Issue(caller.identity, absl::Minutes(5));
    grpc::ClientContext context;
    base::Propagate(caller, absl::Seconds(30), context);
    return base::FromGrpc((*stub_.*method)(&context, request, response));
  }
  template <typename Response, typename Request>
  Response Get(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
               const Request& request) {
    Response response;
    const absl::Status status = Call(method, request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }

  std::vector<console::v1::OverviewEvent> OverviewEvents() {
    return notifications_.Published<console::v1::OverviewEvent>(kOverviewTopic);
  }
  std::vector<console::v1::FollowEvent> FollowEvents(const std::string& topic) {
    return notifications_.Published<console::v1::FollowEvent>(topic);
  }

  const base::InternalIdentity identity_ = services::NewTestIdentity();
  FakeAdminProcess edge_{identity_};
  FakeAdminProcess second_edge_{identity_};
  FakeAdminProcess notifier_{identity_};
  FakeAdminProcess agent_{identity_};
  FakeNotifications notifications_;
  base::FakeClock clock_;
  prometheus::Registry registry_;
  base::Calls calls_{*identity_.verifier, registry_};
  Replicas replicas_{{{"edge", edge_.address()},
                      {"edge", second_edge_.address()},
                      {"notifications", notifier_.address()},
                      {"agent", kDead},
                      {"agent", agent_.address()},
                      {"video", kUnresolved}},
                     [](const std::string& address, const std::string&) {
                       return grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
                     }};
  AdminClient client_{identity_, absl::Seconds(20)};
  EventPublisher publisher_{notifications_.Channel(), identity_};
  OperatorLog log_{publisher_, clock_};
  Overviews overviews_{replicas_, client_, publisher_, clock_};
  Inspection inspection_{replicas_, client_, log_};
  Actions actions_{replicas_, client_, log_};
  Follows follows_{replicas_,
                   client_,
                   publisher_,
                   clock_,
                   {.frames = 3, .follows = 2, .start = absl::Seconds(20)}};
  Service service_{calls_, {overviews_, inspection_, actions_, follows_, log_}, absl::Minutes(5)};
  base::LoopbackServer server_{service_};
  const std::unique_ptr<Stub> stub_ = console::v1::ConsoleService::NewStub(server_.Channel());
};

}  // namespace lossy::admin
