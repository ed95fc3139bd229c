#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/log/postgres_log_fixture.h"
#include "services/notifications/log/test_events.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class PostgresLogChangesTest : public PostgresLogTest {
 protected:
  PostgresLogChangesTest() {
    Log();
    Append("a", "1");
    Changed();
  }

  // Returns the changes since the last call.
  TopicLog::Changes Changed() {
    const absl::StatusOr<TopicLog::Changes> changes = log_->Changed(mark_);
    EXPECT_TRUE(changes.ok()) << changes.status();
    mark_ = changes->mark;
    return *changes;
  }

  TopicLog::Mark mark_;
};

TEST_F(PostgresLogChangesTest, ReturnsAllTopicsAtFirst) {
  mark_ = {};
  EXPECT_THAT(Changed().prefixes, ElementsAre(""));
}

TEST_F(PostgresLogChangesTest, ReturnsTheTopicsOfAnyReplicaOnce) {
  const auto other = OpenReplica();
  ASSERT_TRUE(other->log.Append("b", "1", Event()).ok());
  ASSERT_TRUE(other->log.Append("b", "2", Event()).ok());
  Append("c", "1");
  const TopicLog::Changes changes = Changed();
  EXPECT_THAT(changes.topics, UnorderedElementsAre("b", "c"));
  EXPECT_THAT(changes.prefixes, IsEmpty());
  // A transaction of the server itself may be open, and older.
  EXPECT_TRUE(base::Eventually([this] { return Changed().topics.empty(); }));
}

TEST_F(PostgresLogChangesTest, ReturnsATopicWhoseTransactionWasOpenAtTheLastLook) {
  const absl::Status status = database_.pool().Transaction([&](base::pg::Transaction& transaction) {
    const absl::Status added =
        transaction
            .Query(
                "INSERT INTO events (topic, \"offset\", event_id, event, bytes, at) "
                "VALUES ('a', 2, '2', '', 1, now())")
            .status();
    Append("b", "1");
    EXPECT_THAT(Changed().topics, ElementsAre("b"));
    return added;
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(Changed().topics, testing::Contains("a"));
}

TEST_F(PostgresLogChangesTest, ReturnsAllTopicsAfterEpochsWereEnded) {
  const auto other = OpenReplica();
  ASSERT_TRUE(other->log.EndEpochs({"a"}).ok());
  EXPECT_THAT(Changed().prefixes, ElementsAre(""));
  EXPECT_THAT(Changed().prefixes, IsEmpty());
  ASSERT_TRUE(other->log.EndEpochs({}).ok());
  EXPECT_THAT(Changed().prefixes, ElementsAre(""));
}

// The transactions of restored rows may be later than any of this server.
TEST_F(PostgresLogChangesTest, IgnoresTransactionsThatTheServerHasNotBegun) {
  Execute("UPDATE events SET tx = tx + 1000000");
  EXPECT_THAT(Changed().topics, IsEmpty());
}

}  // namespace
}  // namespace lossy::notifications
