// A channel recovers after its service was down for long, refused it, or left the DNS.

#include "base/process/upstream_health.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/rpc/channel.h"
#include "base/rpc/fake_dns.h"
#include "base/rpc/test_replica.h"
#include "base/testing/eventually.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

constexpr absl::Duration kLimit = absl::Seconds(60);

class UpstreamHealthTest : public testing::Test {
 protected:
  void Open(const std::string& addresses) {
    channel_ = OpenChannel(addresses, "notifications");
    part_ = UpstreamHealth("test", channel_);
  }

  grpc::StatusCode Call() {
    notifications::v1::PublishResponse response;
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kLimit));
    return notifications::v1::NotificationsService::NewStub(channel_)
        ->Publish(&context, {}, &response)
        .error_code();
  }

  void AwaitCalls(grpc::StatusCode code) {
    ASSERT_TRUE(Eventually([&] { return Call() == code; }));
  }

  void AwaitHealth(bool well) {
    ASSERT_TRUE(Eventually([&] { return part_.check().ok() == well; }));
  }

  TestReplica replica_;
  std::shared_ptr<grpc::Channel> channel_;
  HealthPart part_;
};

TEST_F(UpstreamHealthTest, ReportsTheLossAndTheReturnOfAllReplicas) {
  Open(replica_.address());
  EXPECT_EQ(part_.name, "upstream.test");
  EXPECT_FALSE(part_.required);
  EXPECT_TRUE(part_.check().ok()) << "it was not used yet";
  AwaitCalls(grpc::StatusCode::OK);
  for (int times = 0; times < 3; ++times) {
    replica_.Kill();
    AwaitHealth(false);
    EXPECT_EQ(Call(), grpc::StatusCode::UNAVAILABLE);
    replica_.Start();
    AwaitHealth(true);
    AwaitCalls(grpc::StatusCode::OK);
  }
}

TEST_F(UpstreamHealthTest, RecoversWhenAReplicaNoLongerRefusesCalls) {
  Open(replica_.address());
  replica_.Refuse(grpc::Status(grpc::StatusCode::UNAUTHENTICATED, "no"));
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Call(), grpc::StatusCode::UNAUTHENTICATED);
  replica_.Refuse(grpc::Status::OK);
  EXPECT_EQ(Call(), grpc::StatusCode::OK);
}

TEST_F(UpstreamHealthTest, FindsANameThatReturnsToTheDns) {
  FakeDns dns;
  const std::string port = replica_.address().substr(replica_.address().find(':') + 1);
  dns.Answer("127.0.0.1");
  Open(absl::StrCat("dns://", dns.address(), "/replicas.test:", port));
  AwaitCalls(grpc::StatusCode::OK);
  dns.Answer("");
  replica_.Kill();
  AwaitHealth(false);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Call(), grpc::StatusCode::UNAVAILABLE);
  replica_.Start();
  dns.Answer("127.0.0.1");
  AwaitCalls(grpc::StatusCode::OK);
}

TEST_F(UpstreamHealthTest, WaitsForANameThatIsNotInTheDnsYet) {
  FakeDns dns;
  const std::string port = replica_.address().substr(replica_.address().find(':') + 1);
  Open(absl::StrCat("dns://", dns.address(), "/replicas.test:", port));
  AwaitCalls(grpc::StatusCode::UNAVAILABLE);
  AwaitHealth(false);
  dns.Answer("127.0.0.1");
  AwaitCalls(grpc::StatusCode::OK);
}

}  // namespace
}  // namespace lossy::base
