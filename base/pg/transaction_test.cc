#include "base/pg/transaction.h"

#include <string>
#include <vector>

#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base::pg {
namespace {

using testing::ElementsAre;

class TransactionTest : public testing::Test {
 protected:
  TransactionTest() {
    id_ = pool_.commit_listeners().Add([this](const std::vector<std::string>& kinds) {
      ++notified_;
      kinds_ = kinds;
    });
  }
  ~TransactionTest() override { pool_.commit_listeners().Remove(id_); }

  prometheus::Registry registry_;
  Pool pool_{{.url = TestDatabase::Shared().url(), .schema = "public", .size = 2}, registry_};
  CommitListeners::Id id_ = 0;
  int notified_ = 0;
  std::vector<std::string> kinds_;  // Of the last notification.
};

TEST_F(TransactionTest, NotifiesTheListenersAfterTheCommit) {
  const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
    for (const char* kind : {"b", "a", "b"}) transaction.NotifyOnCommit(kind);
    EXPECT_EQ(notified_, 0);
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(notified_, 1);
  EXPECT_THAT(kinds_, ElementsAre("b", "a"));
}

TEST_F(TransactionTest, NotifiesNoListenerUnasked) {
  EXPECT_TRUE(pool_.Transaction([](Transaction&) { return absl::OkStatus(); }).ok());
  EXPECT_EQ(notified_, 0);
}

TEST_F(TransactionTest, NotifiesNoListenerOfARollback) {
  const auto fail = [&](Transaction& transaction, const absl::Status& status) {
    transaction.NotifyOnCommit("a");
    EXPECT_FALSE(transaction.Query("SELECT 1 / 0").ok());
    return status;
  };
  for (const absl::Status& status : {absl::OkStatus(), absl::CancelledError("")}) {
    EXPECT_FALSE(
        pool_.Transaction([&](Transaction& transaction) { return fail(transaction, status); })
            .ok());
  }
  EXPECT_EQ(notified_, 0);
}

TEST_F(TransactionTest, FailsIfAStatementEndedIt) {
  for (const char* end : {"COMMIT", "ROLLBACK"}) {
    const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
      transaction.NotifyOnCommit("a");
      return transaction.Query(end).status();
    });
    EXPECT_TRUE(absl::IsInternal(status)) << status;
  }
  EXPECT_EQ(notified_, 0);
  EXPECT_TRUE(pool_.Query("SELECT 1").ok());
}

TEST_F(TransactionTest, SetsParametersUntilItEnds) {
  const auto work_mem = [](Queries& queries) {
    return std::string(queries.Query("SELECT current_setting('work_mem')")->Text(0, 0));
  };
  const std::string before = work_mem(pool_);
  const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
    const absl::Status set =
        transaction.SetLocal({{"work_mem", "'123kB'"}, {"enable_seqscan", "off"}});
    EXPECT_EQ(work_mem(transaction), "123kB");
    return set;
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(work_mem(pool_), before);
}

TEST_F(TransactionTest, NotifiesNoListenerThatWasRemoved) {
  pool_.commit_listeners().Remove(id_);
  const absl::Status status = pool_.Transaction([](Transaction& transaction) {
    transaction.NotifyOnCommit("a");
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(notified_, 0);
}

}  // namespace
}  // namespace lossy::base::pg
