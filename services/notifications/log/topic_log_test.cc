// Tests the contract of TopicLog with each implementation.

#include <functional>
#include <memory>

#include "absl/strings/str_cat.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/log/memory_log.h"
#include "services/notifications/log/postgres_log.h"
#include "services/notifications/log/test_events.h"
#include "services/notifications/log/test_log_database.h"

namespace lossy::notifications {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Bounds {
  std::size_t history_events = 1000;
  std::size_t history_bytes = 4 << 20;
};

// A log, and a function that makes it drop old events.
class TestedLog {
 public:
  virtual ~TestedLog() = default;
  virtual TopicLog& log() = 0;
  virtual void Tidy() = 0;
};

class TestedMemoryLog final : public TestedLog {
 public:
  explicit TestedMemoryLog(const Bounds& bounds)
      : log_({.history_events = bounds.history_events, .history_bytes = bounds.history_bytes},
             clock_) {}

  TopicLog& log() override { return log_; }
  void Tidy() override { log_.Sweep(); }

 private:
  base::FakeClock clock_;
  MemoryLog log_;
};

class TestedPostgresLog final : public TestedLog {
 public:
  explicit TestedPostgresLog(const Bounds& bounds)
      : log_(database_.pool(),
             {.bounds = {.history_events = bounds.history_events,
                         .history_bytes = bounds.history_bytes}},
             database_.metrics()) {
    EXPECT_TRUE(log_.Migrate().ok());
  }

  TopicLog& log() override { return log_; }
  void Tidy() override { EXPECT_TRUE(log_.Sweep(absl::Seconds(10)).ok()); }

 private:
  TestLogDatabase database_;
  PostgresLog log_;
};

struct Kind {
  std::string name;
  std::function<std::unique_ptr<TestedLog>(const Bounds&)> make;
};

class TopicLogTest : public testing::TestWithParam<Kind> {
 protected:
  void Open(const Bounds& bounds = {}) { tested_ = GetParam().make(bounds); }

  TopicLog& log() { return tested_->log(); }
  void Tidy() { tested_->Tidy(); }

  v1::Position Append(const std::string& topic, const std::string& id, std::size_t bytes = 10) {
    absl::StatusOr<TopicLog::Appended> appended = log().Append(topic, id, Event(bytes));
    EXPECT_TRUE(appended.ok()) << appended.status();
    return appended->position;
  }

  v1::Position Head(absl::string_view topic) { return log().Heads({topic})->front(); }

  std::vector<std::int64_t> Offsets(const std::string& topic,
                                    const absl::optional<v1::Position>& after = absl::nullopt,
                                    int limit = 1000) {
    return OffsetsOf(log(), topic, after, limit);
  }

  absl::Status ReadStatus(const std::string& topic, const v1::Position& after) {
    return log().Read(topic, after, 1).status();
  }

  static v1::Position WithoutRun(v1::Position position) {
    position.clear_run();
    return position;
  }

 private:
  std::unique_ptr<TestedLog> tested_;
};

INSTANTIATE_TEST_SUITE_P(
    Kinds, TopicLogTest,
    testing::Values(
        Kind{"Memory", [](const Bounds& it) { return std::make_unique<TestedMemoryLog>(it); }},
        Kind{"Postgres", [](const Bounds& it) { return std::make_unique<TestedPostgresLog>(it); }}),
    [](const auto& each) { return each.param.name; });

TEST_P(TopicLogTest, GivesEachTopicDenseOffsetsFromOneInAnEpochOfItsOwn) {
  Open();
  const v1::Position head = Head("a");
  EXPECT_EQ(head.offset(), 0);
  EXPECT_EQ(head.epoch().size(), 22);
  EXPECT_EQ(Append("a", "1").offset(), 1);
  EXPECT_EQ(Append("b", "1").offset(), 1);
  EXPECT_EQ(Append("a", "2").offset(), 2);
  EXPECT_EQ(Head("a").epoch(), head.epoch());
  EXPECT_NE(Head("b").epoch(), head.epoch());
}

TEST_P(TopicLogTest, TakesEventsOfManyTopicsTogetherThoseOfEachInTheirOrder) {
  Open();
  Append("a", "known");
  const std::vector<absl::StatusOr<TopicLog::Appended>> answers =
      log().AppendAll({NewEvent("a", "1"), NewEvent("b", "1"), NewEvent("a", "known"),
                       NewEvent("a", "2"), NewEvent("a", "1"), NewEvent("b", "2")});
  std::vector<std::string> got;
  for (const absl::StatusOr<TopicLog::Appended>& each : answers) {
    ASSERT_TRUE(each.ok()) << each.status();
    got.push_back(absl::StrCat(each->position.offset(), each->event ? "" : " repeat"));
    got.back() += each->event && each->event->position.offset() != each->position.offset()
                      ? " elsewhere"
                      : "";
  }
  EXPECT_THAT(got, ElementsAre("2", "1", "1 repeat", "3", "2 repeat", "2"));
  EXPECT_THAT(Offsets("a"), ElementsAre(1, 2, 3));
  EXPECT_THAT(Offsets("b"), ElementsAre(1, 2));
}

TEST_P(TopicLogTest, KeepsEventsUnchanged) {
  Open();
  const v1::Position position = Append("a", "id", 3);
  const absl::StatusOr<TopicLog::Range> range = log().Read("a", absl::nullopt, 1);
  const v1::Event event = Decode(*range->events.at(0));
  EXPECT_EQ(event.topic(), "a");
  EXPECT_EQ(event.event_id(), "id");
  EXPECT_EQ(event.position().SerializeAsString(), position.SerializeAsString());
  EXPECT_EQ(event.event().SerializeAsString(), Event(3).SerializeAsString());
}

TEST_P(TopicLogTest, AnswersARepeatWithTheFirstPosition) {
  Open();
  Append("a", "1");
  Append("a", "2");
  const absl::StatusOr<TopicLog::Appended> repeat = log().Append("a", "1", Event());
  EXPECT_EQ(repeat->position.offset(), 1);
  EXPECT_EQ(repeat->event, nullptr);
  EXPECT_THAT(Offsets("a"), ElementsAre(1, 2));
}

TEST_P(TopicLogTest, KnowsAnIdForAsLongAsItsHistory) {
  Open({.history_events = 2});
  for (const char* id : {"1", "2", "3"}) Append("a", id);
  Tidy();
  EXPECT_EQ(Append("a", "2").offset(), 2);
  EXPECT_EQ(Append("a", "1").offset(), 4);
}

TEST_P(TopicLogTest, ReadsTheEventsAfterAPosition) {
  Open();
  for (int i = 1; i <= 5; ++i) Append("a", absl::StrCat(i));
  const v1::Position head = Head("a");
  EXPECT_THAT(Offsets("a", At(head, 0)), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(Offsets("a", At(head, 3)), ElementsAre(4, 5));
  EXPECT_THAT(Offsets("a", At(head, 1), 2), ElementsAre(2, 3));
  EXPECT_THAT(Offsets("a", head), IsEmpty());
}

TEST_P(TopicLogTest, RefusesAnInvalidPosition) {
  Open();
  const v1::Position head = Append("a", "1");
  EXPECT_TRUE(absl::IsOutOfRange(ReadStatus("a", WithoutRun(At(head, 2)))));
  EXPECT_TRUE(absl::IsOutOfRange(ReadStatus("a", At(head, -1))));
  EXPECT_TRUE(absl::IsOutOfRange(ReadStatus("a", Head("b"))));
  EXPECT_TRUE(absl::IsOutOfRange(ReadStatus("a", v1::Position())));
}

TEST_P(TopicLogTest, KeepsSoManyEventsOfATopic) {
  Open({.history_events = 3});
  for (int i = 1; i <= 50; ++i) Append("a", absl::StrCat(i));
  Tidy();
  EXPECT_THAT(Offsets("a"), ElementsAre(48, 49, 50));
  const v1::Position head = Head("a");
  EXPECT_THAT(Offsets("a", At(head, 47)), ElementsAre(48, 49, 50));
  EXPECT_TRUE(absl::IsOutOfRange(ReadStatus("a", At(head, 46))));
}

TEST_P(TopicLogTest, KeepsSoManyBytesOfATopicButAlwaysTheNewestEvent) {
  Open({.history_bytes = 3000});
  for (int i = 1; i <= 4; ++i) Append("a", absl::StrCat(i), 1000);
  Tidy();
  EXPECT_THAT(Offsets("a"), ElementsAre(3, 4));
  Append("a", "5", 10'000);
  Tidy();
  EXPECT_THAT(Offsets("a"), ElementsAre(5));
  Append("a", "6", 10);
  Tidy();
  EXPECT_THAT(Offsets("a"), ElementsAre(6));
}

TEST_P(TopicLogTest, ReturnsTheHeadsOfTopicsInRequestOrder) {
  Open();
  Append("b", "1");
  Append("a", "1");
  Append("a", "2");
  const absl::StatusOr<std::vector<v1::Position>> heads = log().Heads({"b", "new", "a", "b"});
  ASSERT_TRUE(heads.ok()) << heads.status();
  std::vector<std::int64_t> offsets;
  for (const v1::Position& head : *heads) offsets.push_back(head.offset());
  EXPECT_THAT(offsets, ElementsAre(1, 0, 2, 1));
  EXPECT_EQ((*heads)[1].epoch(), Head("new").epoch());
}

TEST_P(TopicLogTest, ReadsNoMoreThanSoManyBytesAtOnceButAlwaysAnEvent) {
  Open({.history_bytes = 64 << 20});
  const std::size_t bytes = TopicLog::kReadBytes;
  for (const char* id : {"1", "2", "3"}) Append("a", id, bytes * 2 / 3);
  Append("a", "4", bytes * 2);
  EXPECT_THAT(Offsets("a"), ElementsAre(1, 2));
  EXPECT_THAT(Offsets("a", At(Head("a"), 2)), ElementsAre(3, 4));
  EXPECT_THAT(Offsets("a", At(Head("a"), 3)), ElementsAre(4));
}

TEST_P(TopicLogTest, KeepsTheEventsOfAnEpochThatIsEnded) {
  Open();
  for (const char* id : {"1", "2"}) Append("a", id);
  const v1::Position other = Append("b", "1");
  const v1::Position before = Head("a");
  EXPECT_TRUE(log().EndEpochs({"a", "unknown"}).ok());
  const v1::Position after = Head("a");
  EXPECT_NE(after.epoch(), before.epoch());
  EXPECT_EQ(after.offset(), 2);
  EXPECT_TRUE(absl::IsOutOfRange(ReadStatus("a", before)));
  EXPECT_THAT(Offsets("a"), ElementsAre(1, 2));
  EXPECT_EQ(Decode(*log().Read("a", At(after, 1), 1)->events.at(0)).position().epoch(),
            after.epoch());
  EXPECT_EQ(Append("a", "1").offset(), 1);
  EXPECT_EQ(Append("a", "3").offset(), 3);
  EXPECT_EQ(Head("b").epoch(), other.epoch());
}

TEST_P(TopicLogTest, EndsTheEpochsOfAllTopics) {
  Open();
  const v1::Position a = Append("a", "1"), b = Append("b", "1");
  EXPECT_TRUE(log().EndEpochs({}).ok());
  EXPECT_NE(Head("a").epoch(), a.epoch());
  EXPECT_NE(Head("b").epoch(), b.epoch());
  EXPECT_EQ(Append("b", "2").offset(), 2);
  EXPECT_EQ(Append("c", "1").epoch(), Head("c").epoch());
}

TEST_P(TopicLogTest, ReadsNothingFromATopicThatIsNew) {
  Open();
  const absl::StatusOr<TopicLog::Range> range = log().Read("a", absl::nullopt, 10);
  ASSERT_TRUE(range.ok()) << range.status();
  EXPECT_THAT(range->events, IsEmpty());
  EXPECT_EQ(range->head.epoch(), Head("a").epoch());
}

google::protobuf::Any Saying(const std::string& text) {
  google::protobuf::Any event;
  event.set_type_url("type.googleapis.com/test");
  event.set_value(text);
  return event;
}

google::protobuf::Any TakingBack(const std::vector<std::string>& mentions) {
  v1::Redaction redaction;
  redaction.mutable_mentions()->Assign(mentions.begin(), mentions.end());
  google::protobuf::Any event;
  event.PackFrom(redaction);
  return event;
}

// Returns the events of the log from its beginning: each as its text, "redaction" or "redacted".
std::vector<std::string> Said(TopicLog& log, const std::string& topic) {
  std::vector<std::string> said;
  const absl::StatusOr<TopicLog::Range> range = log.Read(topic, absl::nullopt, 100);
  EXPECT_TRUE(range.ok()) << range.status();
  for (const EventPtr& event : range->events) {
    const google::protobuf::Any content = Decode(*event).event();
    said.push_back(content.Is<v1::Redaction>()  ? "redaction"
                   : content.Is<v1::Redacted>() ? "redacted"
                                                : content.value());
  }
  return said;
}

TEST_P(TopicLogTest, ARedactionRemovesTheMatchingEarlierEventsOfItsTopic) {
  Open();
  ASSERT_TRUE(log().Append("a", "1", Saying("note n1: blue")).ok());
  ASSERT_TRUE(log().Append("a", "2", Saying("note n2: green")).ok());
  ASSERT_TRUE(log().Append("b", "1", Saying("note n1: blue")).ok());
  ASSERT_TRUE(log().Append("a", "3", TakingBack({"n1", "n3"})).ok());
  ASSERT_TRUE(log().Append("a", "4", Saying("n1 is deleted")).ok());
  EXPECT_THAT(Said(log(), "a"),
              ElementsAre("redacted", "note n2: green", "redaction", "n1 is deleted"));
  EXPECT_THAT(Said(log(), "b"), ElementsAre("note n1: blue"));
}

TEST_P(TopicLogTest, ARedactionLeavesOffsetsDenseAndIdsKnown) {
  Open();
  ASSERT_TRUE(log().Append("a", "1", Saying("note n1: blue")).ok());
  ASSERT_TRUE(log().Append("a", "2", TakingBack({"n1"})).ok());
  EXPECT_THAT(Offsets("a"), ElementsAre(1, 2));
  EXPECT_EQ(log().Append("a", "1", Saying("note n1: blue"))->event, nullptr);
  EXPECT_EQ(Append("a", "3").offset(), 3);
}

TEST_P(TopicLogTest, ARedactionOfEverythingLeavesOnlyRedactions) {
  Open();
  std::vector<TopicLog::NewEvent> together = {NewEvent("a", "1"), NewEvent("a", "2")};
  together.push_back({.topic = "a", .event_id = "3", .event = TakingBack({"n1"})});
  together.push_back({.topic = "a", .event_id = "4", .event = TakingBack({""})});
  for (const auto& each : log().AppendAll(together)) ASSERT_TRUE(each.ok()) << each.status();
  EXPECT_THAT(Said(log(), "a"), ElementsAre("redacted", "redacted", "redaction", "redaction"));
}

}  // namespace
}  // namespace lossy::notifications
