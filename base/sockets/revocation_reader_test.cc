#include "base/sockets/revocation_reader.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "base/identity/token_issuer.h"
#include "base/sockets/sockets_topic.h"
#include "base/sync/mutex.h"
#include "base/testing/eventually.h"
#include "base/testing/loopback_server.h"
#include "base/time/clock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "lossy/channel/v1/socket.pb.h"

namespace lossy::base {
namespace {

using notifications::v1::NotificationsService;

constexpr char kKey[] =
    R"({"kty":"oct","alg":"HS256","kid":"t","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"})";

// A notifications service with the topic of socket events. It may be unavailable.
class FakeNotifications final : private NotificationsService::Service {
 public:
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  void Revoke(const std::string& user_id, absl::Time issued_before) {
    channel::v1::SocketEvent order;
    order.mutable_revoke_tokens()->set_user_id(user_id);
    order.mutable_revoke_tokens()->mutable_issued_before()->set_seconds(
        absl::ToUnixSeconds(issued_before));
    MutexLock lock(mutex_);
    notifications::v1::Event event;
    event.mutable_event()->PackFrom(order);
    events_.push_back(std::move(event));
  }

  // Replaces the topic by a new one with the same events.
  void BeginAnew() {
    MutexLock lock(mutex_);
    epoch_ += "'";
  }

  void SetAway(bool away) {
    MutexLock lock(mutex_);
    away_ = away;
  }

 private:
  grpc::Status Read(grpc::ServerContext*, const notifications::v1::ReadRequest* request,
                    notifications::v1::ReadResponse* response) override {
    MutexLock lock(mutex_);
    if (away_ || request->topic() != kSocketsTopic) return {grpc::StatusCode::UNAVAILABLE, ""};
    std::int64_t next = 0;
    if (request->has_after()) {
      if (request->after().epoch() != epoch_) return {grpc::StatusCode::OUT_OF_RANGE, ""};
      next = request->after().offset();
    }
    for (std::size_t i = static_cast<std::size_t>(next); i < events_.size(); ++i) {
      notifications::v1::Event& event = *response->add_events() = events_[i];
      event.mutable_position()->set_epoch(epoch_);
      event.mutable_position()->set_offset(static_cast<std::int64_t>(i) + 1);
    }
    response->mutable_head()->set_epoch(epoch_);
    response->mutable_head()->set_offset(static_cast<std::int64_t>(events_.size()));
    return grpc::Status::OK;
  }

  Mutex mutex_;
  std::vector<notifications::v1::Event> events_ LOSSY_GUARDED_BY(mutex_);
  std::string epoch_ LOSSY_GUARDED_BY(mutex_) = "e";
  bool away_ LOSSY_GUARDED_BY(mutex_) = false;
  LoopbackServer server_{*this};
  const std::shared_ptr<grpc::Channel> channel_ = server_.Channel();
};

class RevocationReaderTest : public testing::Test {
 protected:
  RevocationReaderTest() {
    const std::string path = testing::TempDir() + "key.json";
    std::ofstream(path) << kKey;
    identity_.issuer = *TokenIssuer::FromFile(path, "test", "", RealClock());
  }

  void Start() {
    reader_ = std::make_unique<RevocationReader>(
        notifications_.channel(), identity_, revocations_,
        RevocationReader::Options{.pause = absl::Milliseconds(1), .keep = absl::Hours(1)});
  }

  bool Covers(const std::string& user_id) {
    return revocations_.Cover({.user_id = user_id, .issued_at = now_ - absl::Minutes(1)});
  }

  const absl::Time now_ = absl::Now();
  FakeNotifications notifications_;
  InternalIdentity identity_;
  Revocations revocations_;
  std::unique_ptr<RevocationReader> reader_;
};

TEST_F(RevocationReaderTest, IsCompleteWithTheEarlierRevocations) {
  notifications_.Revoke("ann", now_);
  EXPECT_FALSE(revocations_.complete());
  Start();
  ASSERT_TRUE(Eventually([&] { return revocations_.complete(); }));
  EXPECT_TRUE(Covers("ann"));
  EXPECT_FALSE(Covers("ben"));
}

TEST_F(RevocationReaderTest, FollowsLaterRevocations) {
  Start();
  ASSERT_TRUE(Eventually([&] { return revocations_.complete(); }));
  notifications_.Revoke("ann", now_);
  EXPECT_TRUE(Eventually([&] { return Covers("ann"); }));
}

TEST_F(RevocationReaderTest, ReadsAllAgainInANewEpoch) {
  notifications_.Revoke("ann", now_);
  Start();
  ASSERT_TRUE(Eventually([&] { return revocations_.complete(); }));
  notifications_.BeginAnew();
  notifications_.Revoke("ben", now_);
  EXPECT_TRUE(Eventually([&] { return Covers("ben"); }));
  EXPECT_TRUE(Covers("ann"));
}

TEST_F(RevocationReaderTest, IsNotCompleteUntilNotificationsAnswers) {
  notifications_.SetAway(true);
  notifications_.Revoke("ann", now_);
  Start();
  EXPECT_FALSE(revocations_.complete());
  notifications_.SetAway(false);
  EXPECT_TRUE(Eventually([&] { return revocations_.complete() && Covers("ann"); }));
}

}  // namespace
}  // namespace lossy::base
