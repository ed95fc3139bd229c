// Tests a log whose database is restored to an earlier state, while replicas run or not.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/testing/eventually.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/log/postgres_log.h"
#include "services/notifications/log/test_events.h"
#include "services/notifications/log/test_log_database.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;

constexpr absl::Duration kLimit = absl::Seconds(60);

class LogRestoreTest : public testing::Test {
 protected:
  LogRestoreTest() { Open(); }

  // A process of its own, which may have the positions that an earlier one remembered.
  void Open(std::vector<LogServer::Known> known = {}) {
    log_.reset();
    database_ = std::make_unique<TestLogDatabase>(server_, kSchema);
    PostgresLog::Options options{.append_timeout = kLimit, .known = std::move(known)};
    log_ = std::make_unique<PostgresLog>(database_->pool(), options, database_->metrics());
    ASSERT_TRUE(log_->Migrate().ok());
  }

  // The server may be starting.
  template <typename Work>
  static auto Until(Work work) {
    auto result = work();
    EXPECT_TRUE(base::Eventually([&] {
      if (absl::IsUnavailable(result.status())) result = work();
      return result.ok();
    })) << result.status();
    return result;
  }

  v1::Position Append(const std::string& topic, const std::string& id) {
    return Until([&] { return log_->Append(topic, id, Event()); })->position;
  }
  void AppendAll(const std::string& topic, const std::vector<std::string>& ids) {
    for (const std::string& id : ids) Append(topic, id);
  }
  v1::Position Head(absl::string_view topic) {
    return Until([&] { return log_->Heads({topic}); })->front();
  }
  absl::Status ReadStatus(const std::string& topic, const v1::Position& after) {
    Head(topic);
    return log_->Read(topic, after, 1000).status();
  }
  std::vector<std::string> Ids(const std::string& topic) {
    std::vector<std::string> ids;
    const auto range = Until([&] { return log_->Read(topic, absl::nullopt, 1000); });
    for (const EventPtr& event : range->events) ids.push_back(event->event_id);
    return ids;
  }

  static constexpr char kSchema[] = "log";
  base::pg::TestDatabase server_;
  std::unique_ptr<TestLogDatabase> database_;
  std::unique_ptr<PostgresLog> log_;
};

TEST_F(LogRestoreTest, KeepsItsEpochsWhenTheServerIsRestarted) {
  const v1::Position before = Append("a", "1");
  server_.Stop();
  server_.Start();
  EXPECT_TRUE(ReadStatus("a", before).ok());
  EXPECT_EQ(Append("a", "2").epoch(), before.epoch());
  EXPECT_TRUE(ReadStatus("a", before).ok());
}

TEST_F(LogRestoreTest, KeepsItsEpochsWhenAllIsRestarted) {
  const v1::Position before = Append("a", "1");
  const std::vector<LogServer::Known> known = log_->Remembered();
  server_.Stop();
  server_.Start();
  Open(known);
  EXPECT_EQ(Append("a", "2").epoch(), before.epoch());
  EXPECT_TRUE(ReadStatus("a", before).ok());
}

TEST_F(LogRestoreTest, EndsAllEpochsWhenFilesArePutBackUnderIt) {
  const v1::Position other = Append("b", "1");
  const v1::Position early = Append("a", "1");
  SaveFiles(server_);
  Append("a", "2");
  RestoreFiles(server_);
  // Another replica has ended the epochs, and the log has grown since then.
  AppendAll("a", {"x", "y", "z"});
  EXPECT_NE(Head("a").epoch(), early.epoch());
  EXPECT_NE(Head("b").epoch(), other.epoch());
  EXPECT_TRUE(absl::IsOutOfRange(ReadStatus("a", early)));
  EXPECT_THAT(Ids("a"), ElementsAre("1", "x", "y", "z"));
}

TEST_F(LogRestoreTest, EndsAllEpochsWhenTheTopicOfItsLastEventIsMissing) {
  const v1::Position early = Append("a", "1");
  SaveFiles(server_);
  Append("new", "1");
  RestoreFiles(server_);
  EXPECT_NE(Head("a").epoch(), early.epoch());
}

TEST_F(LogRestoreTest, EndsAllEpochsWhenFilesArePutBackWhileItIsStoppedAndItRemembers) {
  const v1::Position early = Append("a", "1");
  SaveFiles(server_);
  Append("a", "2");
  const std::vector<LogServer::Known> known = log_->Remembered();
  RestoreFiles(server_);
  Open(known);
  EXPECT_NE(Head("a").epoch(), early.epoch());
}

TEST_F(LogRestoreTest, EndsAllEpochsWhenItRemembersALaterEra) {
  const v1::Position early = Append("a", "1");
  SaveFiles(server_);
  ASSERT_TRUE(log_->EndEpochs({}).ok());
  Append("new", "1");
  RestoreFiles(server_);
  EXPECT_NE(Head("a").epoch(), early.epoch());
}

TEST_F(LogRestoreTest, KeepsItsEpochsWhenTheServerIsRestartedAfterFilesWerePutBack) {
  Append("a", "1");
  SaveFiles(server_);
  ASSERT_TRUE(log_->EndEpochs({}).ok());
  Append("new", "1");
  RestoreFiles(server_);
  const v1::Position now = Head("a");
  server_.Stop();
  server_.Start();
  EXPECT_EQ(Head("a").epoch(), now.epoch());
}

TEST_F(LogRestoreTest, KeepsItsEpochsWhenTheServerIsRestartedAfterADumpWasLoaded) {
  Append("a", "1");
  server_.Dump(kSchema);
  Append("a", "2");
  server_.LoadDump(kSchema);
  Head("a");
  const v1::Position other = Append("b", "1");
  server_.Stop();
  server_.Start();
  EXPECT_EQ(Head("b").epoch(), other.epoch());
}

TEST_F(LogRestoreTest, RefusesPositionsThatItLostEvenWhenNothingRemembers) {
  const v1::Position early = Append("a", "1");
  SaveFiles(server_);
  Append("a", "2");
  const v1::Position lost = Append("a", "3");
  RestoreFiles(server_);
  Open();
  EXPECT_TRUE(absl::IsDataLoss(ReadStatus("a", lost)));
  AppendAll("a", {"x", "y", "z"});
  EXPECT_TRUE(absl::IsDataLoss(ReadStatus("a", lost)));
  EXPECT_TRUE(ReadStatus("a", early).ok());
  ASSERT_TRUE(log_->EndIfRolledBack("a", lost).ok());
  EXPECT_TRUE(absl::IsOutOfRange(ReadStatus("a", early)));
  const v1::Position now = Head("a");
  ASSERT_TRUE(log_->EndIfRolledBack("a", lost).ok());
  ASSERT_TRUE(log_->EndIfRolledBack("a", now).ok());
  EXPECT_EQ(Head("a").epoch(), now.epoch());
}

TEST_F(LogRestoreTest, RefusesPositionsThatItLostAtTheEndOfItsHistory) {
  Append("a", "1");
  SaveFiles(server_);
  const v1::Position lost = Append("a", "2");
  RestoreFiles(server_);
  Open();
  AppendAll("a", {"x", "y", "z"});
  ASSERT_TRUE(database_->pool()
                  .Query("UPDATE events SET at = now() - interval '1 day' WHERE \"offset\" <= 2")
                  .ok());
  ASSERT_TRUE(log_->Sweep(kLimit).ok());
  EXPECT_THAT(Ids("a"), ElementsAre("y", "z"));
  EXPECT_TRUE(absl::IsDataLoss(ReadStatus("a", lost)));
}

TEST_F(LogRestoreTest, BeginsNewEpochsWhenADumpIsLoadedUnderIt) {
  const v1::Position early = Append("a", "1");
  const v1::Position other = Append("b", "1");
  server_.Dump(kSchema);
  AppendAll("a", {"2", "3"});
  server_.LoadDump(kSchema);
  EXPECT_NE(Head("a").epoch(), early.epoch());
  EXPECT_NE(Append("b", "2").epoch(), other.epoch());
  AppendAll("a", {"x", "y", "z"});
  EXPECT_THAT(Ids("a"), ElementsAre("1", "x", "y", "z"));
}

TEST_F(LogRestoreTest, BeginsNewEpochsWhenADumpWasLoadedBeforeItStarts) {
  const v1::Position early = Append("a", "1");
  server_.Dump(kSchema);
  Append("a", "2");
  server_.LoadDump(kSchema);
  Open();
  EXPECT_TRUE(absl::IsOutOfRange(ReadStatus("a", early)));
  const v1::Position now = Append("a", "x");
  Open();
  EXPECT_EQ(Head("a").SerializeAsString(), now.SerializeAsString());
}

TEST_F(LogRestoreTest, BeginsANewEpochWhenOnlyRowsOfATopicAreWrittenBack) {
  const v1::Position early = Append("a", "1");
  const v1::Position other = Append("b", "1");
  ASSERT_TRUE(database_->pool()
                  .With([](base::pg::Connection& connection) {
                    return connection.Execute(
                        "CREATE TEMP TABLE kept AS SELECT * FROM topics WHERE topic = 'a';"
                        "DELETE FROM topics WHERE topic = 'a';"
                        "INSERT INTO topics SELECT * FROM kept");
                  })
                  .ok());
  EXPECT_NE(Head("a").epoch(), early.epoch());
  EXPECT_EQ(Head("b").epoch(), other.epoch());
}

}  // namespace
}  // namespace lossy::notifications
