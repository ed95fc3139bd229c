#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "base/sync/wake_event.h"
#include "base/time/clock.h"
#include "gtest/gtest.h"

namespace lossy::base::pg {
namespace {

class NotificationTest : public testing::Test {
 protected:
  NotificationTest() {
    absl::StatusOr<std::unique_ptr<Connection>> opened =
        Connection::Open(TestDatabase::Shared().url(), "public", {});
    EXPECT_TRUE(opened.ok()) << opened.status();
    listener_ = *std::move(opened);
  }

  static absl::Time InAMinute() { return SteadyNow() + absl::Minutes(1); }

  prometheus::Registry registry_;
  Pool pool_{{.url = TestDatabase::Shared().url(), .schema = "public"}, registry_};
  WakeEvent wake_;
  std::unique_ptr<Connection> listener_;
};

TEST_F(NotificationTest, ReturnsTrueAfterANotificationOfTheChannel) {
  ASSERT_TRUE(listener_->Listen("a-b").ok());
  ASSERT_TRUE(pool_.Query("SELECT pg_notify('other', '')").ok());
  ASSERT_TRUE(pool_.Query("SELECT pg_notify('a-b', '')").ok());
  const absl::StatusOr<bool> notified = listener_->AwaitNotification(wake_.fd(), InAMinute());
  ASSERT_TRUE(notified.ok()) << notified.status();
  EXPECT_TRUE(*notified);
}

TEST_F(NotificationTest, KeepsANotificationThatArrivesWithAStatement) {
  ASSERT_TRUE(listener_->Listen("a").ok());
  ASSERT_TRUE(pool_.Query("SELECT pg_notify('a', '')").ok());
  ASSERT_TRUE(listener_->Query("SELECT 1").ok());
  const absl::StatusOr<bool> notified = listener_->AwaitNotification(wake_.fd(), InAMinute());
  ASSERT_TRUE(notified.ok()) << notified.status();
  EXPECT_TRUE(*notified);
}

TEST_F(NotificationTest, IgnoresANotificationOfItsOwn) {
  ASSERT_TRUE(listener_->Listen("a").ok());
  ASSERT_TRUE(listener_->Query("SELECT pg_notify('a', '')").ok());
  const absl::StatusOr<bool> notified = listener_->AwaitNotification(wake_.fd(), SteadyNow());
  ASSERT_TRUE(notified.ok()) << notified.status();
  EXPECT_FALSE(*notified);
}

TEST_F(NotificationTest, EndsTheWaitWhenTheEventIsSet) {
  ASSERT_TRUE(listener_->Listen("a").ok());
  wake_.Set();
  const absl::StatusOr<bool> notified =
      listener_->AwaitNotification(wake_.fd(), absl::InfiniteFuture());
  ASSERT_TRUE(notified.ok()) << notified.status();
  EXPECT_FALSE(*notified);
}

TEST_F(NotificationTest, EndsTheWaitAtTheDeadline) {
  const absl::StatusOr<bool> notified = listener_->AwaitNotification(wake_.fd(), SteadyNow());
  ASSERT_TRUE(notified.ok()) << notified.status();
  EXPECT_FALSE(*notified);
}

TEST_F(NotificationTest, ReceivesNothingAfterStopListening) {
  ASSERT_TRUE(listener_->Listen("a").ok());
  ASSERT_TRUE(pool_.Query("SELECT pg_notify('a', '')").ok());
  ASSERT_TRUE(listener_->StopListening().ok());
  ASSERT_TRUE(pool_.Query("SELECT pg_notify('a', '')").ok());
  ASSERT_TRUE(listener_->Query("SELECT 1").ok());
  const absl::StatusOr<bool> notified = listener_->AwaitNotification(wake_.fd(), SteadyNow());
  ASSERT_TRUE(notified.ok()) << notified.status();
  EXPECT_FALSE(*notified);
}

TEST_F(NotificationTest, FailsWhenTheServerClosesTheConnection) {
  ASSERT_TRUE(listener_->Listen("a").ok());
  const absl::StatusOr<Rows> process = listener_->Query("SELECT pg_backend_pid()");
  ASSERT_TRUE(process.ok()) << process.status();
  ASSERT_TRUE(pool_.Query("SELECT pg_terminate_backend($1::int)", {process->Int(0, 0)}).ok());
  absl::StatusOr<bool> notified = false;
  const absl::Time end = InAMinute();
  while (notified.ok() && SteadyNow() < end) {
    notified = listener_->AwaitNotification(wake_.fd(), end);
  }
  EXPECT_TRUE(absl::IsUnavailable(notified.status())) << notified.status();
  EXPECT_FALSE(listener_->Healthy());
}

}  // namespace
}  // namespace lossy::base::pg
