// Tests topics that are spread over two PostgreSQL servers.

#include "services/notifications/log/spread_log.h"

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/pg/test_database.h"
#include "base/testing/eventually.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/log/test_events.h"
#include "services/notifications/log/test_log_database.h"

namespace lossy::notifications {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr absl::Duration kLimit = absl::Seconds(60);

// The places of these topics in a list of two databases (log_placement_test.cc).
constexpr char kFirst[] = "video:2", kSecond[] = "video:1";

class SpreadLogTest : public testing::Test {
 protected:
  using TestDatabase = base::pg::TestDatabase;

  // A process with a list of databases.
  struct Replica {
    Replica(const std::vector<TestDatabase*>& servers, const std::string& schema,
            const std::vector<std::string>& first_topics) {
      std::vector<PostgresLog*> all;
      for (TestDatabase* server : servers) {
        TestLogDatabase& database =
            *databases.emplace_back(std::make_unique<TestLogDatabase>(*server, schema));
        PostgresLog::Options options{
            .append_timeout = kLimit,
            .placement = {
                .place = static_cast<int>(databases.size()),
                .places = static_cast<int>(servers.size()),
                .first_topics = servers.size() > 1 ? first_topics : std::vector<std::string>()}};
        logs.push_back(std::make_unique<PostgresLog>(database.pool(), options, database.metrics()));
        all.push_back(logs.back().get());
      }
      log = std::make_unique<SpreadLog>(all, first_topics);
    }

    std::vector<std::unique_ptr<TestLogDatabase>> databases;
    std::vector<std::unique_ptr<PostgresLog>> logs;
    std::unique_ptr<SpreadLog> log;
  };

  static TestDatabase& First() { return TestDatabase::Shared(); }
  static TestDatabase& Second() {
    static TestDatabase database;
    return database;
  }

  std::unique_ptr<Replica> Open(const std::vector<TestDatabase*>& servers,
                                const std::vector<std::string>& first_topics = {"lasting"}) {
    return std::make_unique<Replica>(servers, schema_, first_topics);
  }
  std::unique_ptr<Replica> OpenReady(const std::vector<TestDatabase*>& servers) {
    std::unique_ptr<Replica> replica = Open(servers);
    for (const auto& log : replica->logs) {
      const absl::Status status = log->Migrate();
      EXPECT_TRUE(status.ok()) << status;
    }
    return replica;
  }

  // Does what an operator does before the list changes.
  void ClearPlaces(const std::vector<TestDatabase*>& servers) {
    for (TestDatabase* server : servers) {
      TestLogDatabase database(*server, schema_);
      const absl::Status status = database.pool().Query("UPDATE server SET place = NULL").status();
      ASSERT_TRUE(status.ok()) << status;
    }
  }

  static v1::Position Append(TopicLog& log, const std::string& topic, const std::string& id) {
    const absl::StatusOr<TopicLog::Appended> appended = log.Append(topic, id, Event());
    EXPECT_TRUE(appended.ok()) << appended.status();
    return appended.ok() ? appended->position : v1::Position();
  }
  static v1::Position Head(TopicLog& log, absl::string_view topic) {
    const absl::StatusOr<std::vector<v1::Position>> heads = log.Heads({topic});
    EXPECT_TRUE(heads.ok()) << heads.status();
    return heads.ok() ? heads->front() : v1::Position();
  }
  static TopicLog::Changes Changed(TopicLog& log, const TopicLog::Mark& mark) {
    const absl::StatusOr<TopicLog::Changes> changes = log.Changed(mark);
    EXPECT_TRUE(changes.ok()) << changes.status();
    return changes.ok() ? *changes : TopicLog::Changes();
  }
  static std::vector<std::string> TopicsOf(TestLogDatabase& database) {
    const auto rows = database.pool().Query("SELECT topic FROM topics");
    std::vector<std::string> topics;
    for (int i = 0; i < rows->size(); ++i) topics.emplace_back(rows->Text(i, 0));
    return topics;
  }

  static std::string Problem(const absl::Status& status) {
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    return std::string(status.message());
  }

  static std::string NewSchema() {
    static int count = 0;
    return absl::StrCat("spread", ++count);
  }

  const std::string schema_ = NewSchema();
};

TEST_F(SpreadLogTest, EachTopicIsInTheDatabaseOfItsName) {
  const auto replica = OpenReady({&First(), &Second()});
  const auto answers = replica->log->AppendAll({NewEvent(kSecond, "1"), NewEvent(kFirst, "1"),
                                                NewEvent(kSecond, "2"), NewEvent("lasting", "1"),
                                                NewEvent(kFirst, "1")});
  std::vector<std::int64_t> offsets;
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << answer.status();
    offsets.push_back(answer->position.offset());
  }
  EXPECT_THAT(offsets, ElementsAre(1, 1, 2, 1, 1));
  EXPECT_EQ(answers[4]->event, nullptr);
  EXPECT_THAT(TopicsOf(*replica->databases[0]), UnorderedElementsAre(kFirst, "lasting"));
  EXPECT_THAT(TopicsOf(*replica->databases[1]), UnorderedElementsAre(kSecond));
  EXPECT_THAT(OffsetsOf(*replica->log, kFirst, absl::nullopt, 10), ElementsAre(1));
  EXPECT_THAT(OffsetsOf(*replica->log, kSecond, absl::nullopt, 10), ElementsAre(1, 2));
  const auto heads = replica->log->Heads({kSecond, kFirst});
  ASSERT_TRUE(heads.ok()) << heads.status();
  EXPECT_EQ((*heads)[0].offset(), 2);
  EXPECT_EQ((*heads)[1].offset(), 1);
}

TEST_F(SpreadLogTest, AnotherProcessContinuesAllTopics) {
  std::unique_ptr<Replica> replica = OpenReady({&First(), &Second()});
  const v1::Position first = Append(*replica->log, kFirst, "1");
  const v1::Position second = Append(*replica->log, kSecond, "1");
  replica = OpenReady({&First(), &Second()});
  EXPECT_EQ(Head(*replica->log, kFirst).epoch(), first.epoch());
  EXPECT_EQ(Append(*replica->log, kSecond, "2").epoch(), second.epoch());
  EXPECT_THAT(OffsetsOf(*replica->log, kSecond, second, 10), ElementsAre(2));
}

TEST_F(SpreadLogTest, AMarkHasTheMomentOfEachDatabase) {
  const auto replica = OpenReady({&First(), &Second()});
  for (const char* topic : {kFirst, kSecond}) Append(*replica->log, topic, "1");
  TopicLog::Mark mark = Changed(*replica->log, {}).mark;
  EXPECT_THAT(Changed(*replica->log, mark).topics, IsEmpty());
  Append(*replica->log, kSecond, "2");
  TopicLog::Changes changes = Changed(*replica->log, mark);
  EXPECT_THAT(changes.topics, ElementsAre(kSecond));
  EXPECT_THAT(changes.prefixes, IsEmpty());
  Append(*replica->log, kFirst, "2");
  changes = Changed(*replica->log, changes.mark);
  EXPECT_THAT(changes.topics, ElementsAre(kFirst));
  EXPECT_THAT(Changed(*replica->log, changes.mark).topics, IsEmpty());
}

TEST_F(SpreadLogTest, ADatabaseThatFailsFailsItsTopicsAlone) {
  const auto replica = OpenReady({&First(), &Second()});
  SpreadLog& log = *replica->log;
  for (const char* topic : {kFirst, kSecond}) Append(log, topic, "1");
  const TopicLog::Mark mark = Changed(log, {}).mark;
  EXPECT_NE(log.PartOf(kFirst), log.PartOf(kSecond));

  Second().Stop();
  const auto answers = log.AppendAll({NewEvent(kSecond, "2"), NewEvent(kFirst, "2")});
  EXPECT_TRUE(absl::IsUnavailable(answers[0].status())) << answers[0].status();
  EXPECT_TRUE(answers[1].ok()) << answers[1].status();
  EXPECT_EQ(Head(log, kFirst).offset(), 2);
  EXPECT_TRUE(absl::IsUnavailable(log.Heads({kSecond}).status()));
  EXPECT_TRUE(replica->databases[1]->pool().is_down());
  EXPECT_FALSE(replica->databases[0]->pool().is_down());
  const TopicLog::Changes during = Changed(log, mark);
  EXPECT_THAT(during.topics, ElementsAre(kFirst));

  Second().Start();
  ASSERT_TRUE(base::Eventually([&] { return log.Append(kSecond, "2", Event()).ok(); }));
  EXPECT_THAT(OffsetsOf(log, kSecond, absl::nullopt, 10), ElementsAre(1, 2));
  // The server was started again, so all topics may have changed.
  EXPECT_THAT(Changed(log, during.mark).prefixes, ElementsAre(""));
}

TEST_F(SpreadLogTest, AProcessStartsWithoutADatabaseThatIsDown) {
  OpenReady({&First(), &Second()});
  Second().Stop();
  const auto replica = Open({&First(), &Second()});
  EXPECT_TRUE(replica->logs[0]->Migrate().ok());
  EXPECT_TRUE(absl::IsUnavailable(replica->logs[1]->Migrate()));
  Append(*replica->log, kFirst, "1");
  EXPECT_TRUE(absl::IsUnavailable(replica->log->Append(kSecond, "1", Event()).status()));
  Second().Start();
  ASSERT_TRUE(base::Eventually([&] { return replica->logs[1]->Migrate().ok(); }));
  Append(*replica->log, kSecond, "1");
}

TEST_F(SpreadLogTest, AProcessWithAnotherListIsRefused) {
  const auto replica = OpenReady({&First(), &Second()});
  for (const char* topic : {kFirst, kSecond}) Append(*replica->log, topic, "1");

  EXPECT_THAT(Problem(Open({&First()})->logs[0]->Migrate()),
              AllOf(HasSubstr("this database database 1 of 1"), HasSubstr("is database 1 of 2"),
                    HasSubstr("UPDATE notifications.server SET place = NULL")));
  const auto turned = Open({&Second(), &First()});
  EXPECT_THAT(Problem(turned->logs[0]->Migrate()), HasSubstr("is database 2 of 2"));
  EXPECT_THAT(Problem(turned->logs[1]->Migrate()), HasSubstr("is database 1 of 2"));
  EXPECT_THAT(Problem(turned->logs[1]->CheckPlacement()), HasSubstr("is database 1 of 2"));
  EXPECT_THAT(Problem(Open({&First(), &Second()}, {"lasting", "more"})->logs[0]->Migrate()),
              HasSubstr("with --lasting_topics=lasting,more"));
  // None of them harmed the process that was there.
  Append(*replica->log, kFirst, "2");
  EXPECT_TRUE(replica->logs[0]->CheckPlacement().ok());
}

TEST_F(SpreadLogTest, AnEmptyDatabaseTakesAnyPlace) {
  OpenReady({&First()});
  OpenReady({&Second(), &First()});
  OpenReady({&First(), &Second()});
}

TEST_F(SpreadLogTest, AListGrowsByOrderOfTheOperator) {
  const auto before = OpenReady({&First()});
  const v1::Position first = Append(*before->log, kFirst, "1");
  const v1::Position second = Append(*before->log, kSecond, "1");
  Append(*before->log, "lasting", "1");
  Problem(Open({&First(), &Second()})->logs[0]->Migrate());
  Append(*before->log, kFirst, "2");

  ClearPlaces({&First()});
  // The process with the former list can do no harm if it is still there.
  EXPECT_TRUE(absl::IsUnavailable(before->log->Append(kFirst, "3", Event()).status()));
  EXPECT_THAT(Problem(before->logs[0]->CheckPlacement()), HasSubstr("has no place"));

  const auto after = OpenReady({&First(), &Second()});
  EXPECT_TRUE(absl::IsUnavailable(before->log->Append(kFirst, "3", Event()).status()));
  EXPECT_THAT(Problem(before->logs[0]->CheckPlacement()), HasSubstr("is database 1 of 2"));
  // All epochs have ended, so that clients load again.
  EXPECT_NE(Head(*after->log, kFirst).epoch(), first.epoch());
  EXPECT_NE(Head(*after->log, kSecond).epoch(), second.epoch());
  EXPECT_TRUE(absl::IsOutOfRange(after->log->Read(kSecond, second, 10).status()));
  // The first database keeps the events of its topics, and the lasting ones.
  EXPECT_THAT(OffsetsOf(*after->log, kFirst, absl::nullopt, 10), ElementsAre(1, 2));
  EXPECT_THAT(OffsetsOf(*after->log, "lasting", absl::nullopt, 10), ElementsAre(1));
  EXPECT_EQ(Append(*after->log, kSecond, "2").offset(), 1);

  // And back: the older log of the topic in the first database begins a new epoch.
  ClearPlaces({&First(), &Second()});
  const auto back = OpenReady({&First()});
  EXPECT_NE(Head(*back->log, kSecond).epoch(), second.epoch());
}

TEST_F(SpreadLogTest, ADatabaseWithEventsOfALastingTopicStaysTheFirst) {
  const auto before = OpenReady({&First()});
  Append(*before->log, "lasting", "1");
  ClearPlaces({&First()});
  EXPECT_THAT(Problem(Open({&Second(), &First()})->logs[1]->Migrate()),
              AllOf(HasSubstr("the events of lasting"), HasSubstr("must be the first")));
  OpenReady({&First(), &Second()});
}

}  // namespace
}  // namespace lossy::notifications
