#include "services/shared/privacy/erased_users.h"

#include <future>
#include <vector>

#include "base/once/once.h"
#include "base/outbox/outbox.h"
#include "base/pg/migrate.h"
#include "base/pg/test_database.h"
#include "base/testing/eventually.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "lossy/notifications/v1/notifications.pb.h"
#include "services/shared/privacy/forget_queue.h"
#include "services/shared/privacy/user_export.h"
#include "services/shared/testing/outbox_reader.h"

namespace lossy::services {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr base::pg::Migration kWords = {"0001_words", R"sql(
    CREATE TABLE words (user_id text NOT NULL, id int NOT NULL, word text NOT NULL, sound bytea,
                        PRIMARY KEY (user_id, id)))sql"};

// Makes the tables that every service has, and one of words.
absl::Status MakeTables(base::pg::Pool& pool) {
  const auto outbox = base::OutboxMigrations();
  std::vector<base::pg::Migration> all(outbox.begin(), outbox.end());
  all.insert(all.end(), {base::kOnceMigration, kErasedUsersMigration, kWords});
  const absl::Status migrated = base::pg::Migrate(pool, all);
  return migrated.ok() ? GuardTables(pool) : migrated;
}

class ErasedUsersTest : public testing::Test {
 protected:
  ErasedUsersTest()
      : pool_({.url = base::pg::TestDatabase::Shared().url(), .schema = "erased"}, registry_) {
    EXPECT_TRUE(MakeTables(pool_).ok());
    EXPECT_TRUE(pool_.Query("TRUNCATE words, outbox, requests, erased_users").ok());
    outbox_.emplace(pool_);
  }

  absl::Status Say(const std::string& user, int id, const std::string& word) {
    return pool_
        .Query("INSERT INTO words (user_id, id, word) VALUES ($1, $2, $3)", {user, id, word})
        .status();
  }
  std::int64_t Words(const std::string& user) {
    return pool_.Query("SELECT count(*) FROM words WHERE user_id = $1", {user})->Int(0, 0);
  }
  static base::Caller As(const std::string& user, absl::Time deadline = absl::InfiniteFuture()) {
    return {.identity = {.user_id = user}, .request_id = "r", .deadline = deadline};
  }
  absl::Status Erase(const std::string& user, absl::Time deadline = absl::InfiniteFuture()) {
    return EraseUser(pool_, As(user, deadline), "SELECT 'user:' || $1::text");
  }

  prometheus::Registry registry_;
  base::pg::Pool pool_;
  absl::optional<OutboxReader> outbox_;
};

TEST_F(ErasedUsersTest, DeletesTheRowsOfTheUserFromEveryTable) {
  ASSERT_TRUE(Say("ann", 1, "wombat").ok());
  ASSERT_TRUE(Say("ben", 1, "wombat").ok());
  ASSERT_TRUE(pool_
                  .Query("INSERT INTO requests (user_id, method, request_id) "
                         "VALUES ('ann', 'm', 'r'), ('ben', 'm', 'r')")
                  .ok());
  ASSERT_TRUE(Erase("ann").ok());
  EXPECT_EQ(Words("ann"), 0);
  EXPECT_EQ(Words("ben"), 1);
  EXPECT_EQ(pool_.Query("SELECT count(*) FROM requests")->Int(0, 0), 1);
}

TEST_F(ErasedUsersTest, RedactsTheTopicsOnce) {
  ASSERT_TRUE(Erase("ann").ok());
  ASSERT_TRUE(Erase("ann").ok());
  const auto redactions = outbox_->Events<notifications::v1::Redaction>("user:ann");
  ASSERT_EQ(redactions.size(), 1);
  EXPECT_THAT(redactions[0].mentions(), ElementsAre(""));
}

TEST_F(ErasedUsersTest, RunningCallsStoreNothingOfAnErasedUser) {
  ASSERT_TRUE(Erase("ann").ok());
  const absl::Status late = Say("ann", 2, "wombat");
  EXPECT_TRUE(absl::IsFailedPrecondition(late)) << late;
  EXPECT_EQ(late.message(), "all data of this user was erased within the last hour");
  EXPECT_TRUE(Say("ben", 2, "wombat").ok());
}

TEST_F(ErasedUsersTest, AnUpdateOfManyUsersRowsLeavesThoseOfAnErasedOneOut) {
  ASSERT_TRUE(Say("ann", 1, "wombat").ok());
  ASSERT_TRUE(Say("ben", 1, "wombat").ok());
  ASSERT_TRUE(pool_
                  .Transaction([](base::pg::Transaction& transaction) {
                    return KeepOut(transaction, "ann").status();
                  })
                  .ok());
  const auto updated = pool_.Query("UPDATE words SET word = 'x' RETURNING user_id");
  ASSERT_EQ(updated->size(), 1);
  EXPECT_EQ(updated->Text(0, 0), "ben");
}

TEST_F(ErasedUsersTest, WaitsForAWriteThatIsUnderWay) {
  std::promise<void> written, go_on;
  std::future<absl::Status> write = std::async(std::launch::async, [&] {
    return pool_.Transaction([&](base::pg::Transaction& transaction) {
      const absl::Status said =
          transaction.Query("INSERT INTO words (user_id, id, word) VALUES ('ann', 1, 'wombat')")
              .status();
      written.set_value();
      go_on.get_future().wait();
      return said;
    });
  });
  written.get_future().wait();
  std::future<absl::Status> erased = std::async(std::launch::async, [&] { return Erase("ann"); });
  const char waits[] = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
  EXPECT_TRUE(base::Eventually([&] { return pool_.Query(waits)->Int(0, 0) > 0; }));
  go_on.set_value();
  EXPECT_TRUE(write.get().ok());
  EXPECT_TRUE(erased.get().ok());
  EXPECT_EQ(Words("ann"), 0);
}

TEST_F(ErasedUsersTest, ReportsThatMoreIsLeftAndContinuesAtTheNextCall) {
  ASSERT_TRUE(pool_
                  .Query("INSERT INTO words (user_id, id, word) "
                         "SELECT 'ann', i, 'wombat' FROM generate_series(1, 1500) AS i")
                  .ok());
  EXPECT_TRUE(absl::IsUnavailable(Erase("ann", absl::Now())));
  EXPECT_EQ(Words("ann"), 500);
  EXPECT_TRUE(Erase("ann", absl::Now()).ok());
  EXPECT_EQ(Words("ann"), 0);
}

TEST_F(ErasedUsersTest, AnErasedUserMayWriteAgainAfterAnHour) {
  ASSERT_TRUE(Erase("ann").ok());
  ASSERT_TRUE(pool_.Query("UPDATE erased_users SET until = now() - interval '1 second'").ok());
  EXPECT_TRUE(Say("ann", 1, "hello").ok());
}

TEST_F(ErasedUsersTest, KeepsOrdersAndRedactionsInTheOutbox) {
  ASSERT_TRUE(pool_
                  .Query("INSERT INTO outbox (id, kind, target, user_id, request_id, payload) "
                         "SELECT gen_random_uuid(), kind, 't', 'ann', 'r', '' "
                         "FROM (VALUES ('publish'), ('touch_video'), ('forget')) AS k(kind)")
                  .ok());
  ASSERT_TRUE(Erase("ann").ok());
  EXPECT_EQ(outbox_->Queued(kForget).size(), 1);
  EXPECT_EQ(outbox_->Queued(base::kPublish).size(), 1);
  EXPECT_THAT(outbox_->Queued("touch_video"), IsEmpty());
}

TEST_F(ErasedUsersTest, ExportsTheRowsOfTheUser) {
  ASSERT_TRUE(Say("ann", 1, "wombat").ok());
  ASSERT_TRUE(Say("ben", 1, "koala").ok());
  std::vector<std::string> rows;
  ASSERT_TRUE(ExportRows(pool_, "ann", {}, [&](const privacy::v1::ExportUserResponse& part) {
                rows.push_back(part.row().table() + " " + part.row().json());
                return absl::OkStatus();
              }).ok());
  EXPECT_THAT(rows,
              ElementsAre(R"(words {"id": 1, "word": "wombat", "sound": null, "user_id": "ann"})"));
}

}  // namespace
}  // namespace lossy::services
