#include "base/rpc/channel.h"

#include <atomic>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/rpc/test_replica.h"
#include "base/testing/eventually.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

constexpr absl::Duration kLimit = absl::Seconds(60);

class ChannelTest : public testing::Test {
 protected:
  using Replicas = std::set<std::string>;

  // The replica that answered. Empty if none did.
  std::string Call(const std::string& id = "event") {
    notifications::v1::PublishRequest request;
    request.set_event_id(id);
    notifications::v1::PublishResponse response;
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kLimit));
    const grpc::Status status = stub_->Publish(&context, request, &response);
    if (!status.ok()) return "";
    return std::string(absl::StripPrefix(context.peer(), "ipv4:"));
  }

  // Waits until these replicas have answered ten calls in a row.
  void AwaitAnswersBy(const Replicas& replicas) {
    ASSERT_TRUE(Eventually([&] {
      Replicas answered;
      for (int i = 0; i < 10; ++i) answered.insert(Call());
      return answered == replicas;
    }));
  }

  TestReplica a_;
  TestReplica b_;
  const Replicas both_{a_.address(), b_.address()};
  const std::unique_ptr<notifications::v1::NotificationsService::Stub> stub_ =
      notifications::v1::NotificationsService::NewStub(
          OpenChannel(absl::StrCat(a_.address(), ",", b_.address()), "notifications"));
};

TEST_F(ChannelTest, SpreadsCallsOverAll) { AwaitAnswersBy(both_); }

TEST_F(ChannelTest, LeavesOutUnreachableReplicas) {
  AwaitAnswersBy(both_);
  a_.Kill();
  AwaitAnswersBy({b_.address()});
  a_.Start();
  AwaitAnswersBy(both_);
}

TEST_F(ChannelTest, LeavesOutReplicasThatDoNotServe) {
  AwaitAnswersBy(both_);
  b_.Serve(false);
  AwaitAnswersBy({a_.address()});
  b_.Serve(true);
  AwaitAnswersBy(both_);
}

TEST_F(ChannelTest, FailsAtOnceWithoutAReachableReplica) {
  a_.Kill();
  b_.Kill();
  EXPECT_EQ(Call(), "");
}

TEST_F(ChannelTest, LosesNoCallWhenAReplicaDrains) {
  AwaitAnswersBy(both_);
  std::atomic<bool> stop{false};
  std::atomic<int> lost{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      while (!stop) lost += Call().empty() ? 1 : 0;
    });
  }
  for (int round = 0; round < 10; ++round) {
    a_.Serve(false);
    AwaitAnswersBy({b_.address()});
    a_.Drain();
    a_.Start();
    AwaitAnswersBy(both_);
  }
  stop = true;
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(lost, 0);
}

TEST_F(ChannelTest, RepeatsNoCallThatAReplicaMayHaveReceived) {
  AwaitAnswersBy(both_);
  b_.Serve(false);
  AwaitAnswersBy({a_.address()});
  a_.Stall();
  std::string answered = "not yet";
  std::thread caller([&] { answered = Call("mine"); });
  EXPECT_TRUE(Eventually([&] { return a_.Times("mine") > 0; }));
  b_.Serve(true);
  a_.Kill();
  caller.join();
  EXPECT_EQ(answered, "");
  EXPECT_EQ(a_.Times("mine") + b_.Times("mine"), 1);
}

TEST_F(ChannelTest, AChannelToOneReplicaAlsoReachesOneThatDoesNotServe) {
  a_.Serve(false);
  const auto stub =
      notifications::v1::NotificationsService::NewStub(OpenReplica(a_.address(), "notifications"));
  notifications::v1::PublishResponse response;
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kLimit));
  const grpc::Status status = stub->Publish(&context, {}, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

}  // namespace
}  // namespace lossy::base
