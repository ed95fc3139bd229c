#include "base/outbox/relay.h"

#include <atomic>
#include <future>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/time/clock.h"
#include "base/outbox/one_by_one.h"
#include "base/pg/test_database.h"
#include "base/pg/test_plans.h"
#include "base/sync/mutex.h"
#include "gmock/gmock.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/wrappers.pb.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RelayTest : public testing::Test {
 protected:
  RelayTest()
      : pool_({.url = pg::TestDatabase::Shared().url(), .schema = Schema()}, pool_registry_) {
    EXPECT_TRUE(pg::Migrate(pool_, OutboxMigrations()).ok());
  }

  static std::string Schema() {
    const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
    return absl::AsciiStrToLower(std::string("relay_") + test.name());
  }

  void QueueText(const std::string& topic, const std::string& text) {
    google::protobuf::StringValue value;
    value.set_value(text);
    EXPECT_TRUE(pool_
                    .Transaction([&](pg::Transaction& transaction) {
                      return QueueEvent(transaction, topic, value, "u1", "r1");
                    })
                    .ok());
  }

  static std::string TextOf(const Outgoing& outgoing) {
    google::protobuf::Any any;
    google::protobuf::StringValue value;
    EXPECT_TRUE(any.ParseFromString(outgoing.payload) && any.UnpackTo(&value));
    return value.value();
  }

  prometheus::Registry pool_registry_;
  prometheus::Registry registry_;
  pg::Pool pool_;
};

TEST_F(RelayTest, DeliversToEachTargetInOrder) {
  Mutex mutex;
  std::map<std::string, std::vector<std::string>> seen;
  int count = 0;
  std::promise<void> done;
  Relay relay(pool_, {{std::string(kPublish), OneByOne([&](const Outgoing& outgoing) {
                         MutexLock lock(mutex);
                         seen[outgoing.target].push_back(TextOf(outgoing));
                         if (++count == 4) done.set_value();
                         return absl::OkStatus();
                       })}},
              {}, registry_);
  QueueText("a", "1");
  QueueText("b", "2");
  QueueText("a", "3");
  QueueText("b", "4");
  ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_THAT(seen["a"], ElementsAre("1", "3"));
  EXPECT_THAT(seen["b"], ElementsAre("2", "4"));
}

TEST_F(RelayTest, DeliversToSeveralTargetsAtOnce) {
  std::promise<void> second_came;
  std::promise<absl::Status> done;
  Relay relay(pool_,
              {{std::string(kPublish), OneByOne([&](const Outgoing& outgoing) -> absl::Status {
                  if (outgoing.target == "b") {
                    second_came.set_value();
                    return absl::OkStatus();
                  }
                  const bool came = second_came.get_future().wait_for(std::chrono::seconds(10)) ==
                                    std::future_status::ready;
                  done.set_value(came ? absl::OkStatus() : absl::UnknownError("it never came"));
                  return absl::OkStatus();
                })}},
              {}, registry_);
  EXPECT_TRUE(pool_
                  .Transaction([&](pg::Transaction& transaction) {
                    const google::protobuf::StringValue value;
                    absl::Status queued = QueueEvent(transaction, "a", value, "u1", "r1");
                    return queued.ok() ? QueueEvent(transaction, "b", value, "u1", "r1") : queued;
                  })
                  .ok());
  EXPECT_TRUE(done.get_future().get().ok());
}

TEST_F(RelayTest, WhatIsRefusedHoldsUpItsTargetOnly) {
  Mutex mutex;
  std::vector<std::string> taken;
  bool refuse = true;
  std::promise<void> others_done, all_done;
  Relay relay(pool_,
              {{std::string(kPublish), OneByOne([&](const Outgoing& outgoing) -> absl::Status {
                  MutexLock lock(mutex);
                  if (outgoing.target == "a" && refuse) return absl::UnknownError("not now");
                  taken.push_back(TextOf(outgoing));
                  if (taken.size() == 2) others_done.set_value();
                  if (taken.size() == 4) all_done.set_value();
                  return absl::OkStatus();
                })}},
              {.retry = absl::Milliseconds(1)}, registry_);
  QueueText("a", "a1");
  QueueText("b", "b1");
  QueueText("a", "a2");
  QueueText("b", "b2");
  ASSERT_EQ(others_done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  {
    MutexLock lock(mutex);
    EXPECT_THAT(taken, ElementsAre("b1", "b2"));
    refuse = false;
  }
  ASSERT_EQ(all_done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_THAT(taken, ElementsAre("b1", "b2", "a1", "a2"));
}

TEST_F(RelayTest, TriesAgainWithTheSameIdUntilItIsTaken) {
  std::vector<std::string> ids;
  std::promise<void> done;
  Relay relay(pool_,
              {{std::string(kPublish), OneByOne([&](const Outgoing& outgoing) -> absl::Status {
                  ids.push_back(outgoing.id);
                  if (ids.size() < 3) return absl::UnavailableError("not now");
                  done.set_value();
                  return absl::OkStatus();
                })}},
              {.retry = absl::Milliseconds(1)}, registry_);
  QueueText("a", "1");
  ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_THAT(ids, ElementsAre(ids[0], ids[0], ids[0]));
}

TEST_F(RelayTest, GivesItsHandlerWhatHasGatheredAtOnceAndInOrder) {
  std::vector<std::string> expected;
  for (int i = 0; i < 30; ++i) {
    expected.push_back(std::to_string(i));
    QueueText(i % 3 == 0 ? "a" : "b", expected.back());
  }
  std::promise<std::vector<std::string>> given;
  bool first = true;
  const Relay relay(pool_,
                    {{std::string(kPublish),
                      [&](absl::Span<const Outgoing> batch) {
                        std::vector<std::string> texts;
                        for (const Outgoing& each : batch) texts.push_back(TextOf(each));
                        if (std::exchange(first, false)) given.set_value(texts);
                        return std::vector<absl::Status>(batch.size());
                      }}},
                    {}, registry_);
  EXPECT_EQ(given.get_future().get(), expected);
}

TEST_F(RelayTest, KeepsWhatItsHandlerDidNotDeliver) {
  for (const char* text : {"taken", "wrong", "refused", "behind it"}) QueueText("a", text);
  Mutex mutex;
  std::vector<std::vector<std::string>> batches;
  std::promise<void> done;
  const Relay relay(pool_,
                    {{std::string(kPublish),
                      [&](absl::Span<const Outgoing> batch) -> std::vector<absl::Status> {
                        MutexLock lock(mutex);
                        batches.emplace_back();
                        for (const Outgoing& each : batch) batches.back().push_back(TextOf(each));
                        if (batches.size() == 2) done.set_value();
                        if (batches.size() > 1) return std::vector<absl::Status>(batch.size());
                        return {absl::OkStatus(), absl::InvalidArgumentError("wrong"),
                                absl::UnavailableError("not now"),
                                absl::CancelledError("not its turn")};
                      }}},
                    {.retry = absl::Milliseconds(1)}, registry_);
  ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
  MutexLock lock(mutex);
  EXPECT_THAT(batches[0], ElementsAre("taken", "wrong", "refused", "behind it"));
  EXPECT_THAT(batches[1], ElementsAre("refused", "behind it"));
}

TEST_F(RelayTest, AKindThatIsRefusedHoldsUpNoOther) {
  std::promise<void> done;
  Relay relay(
      pool_,
      {{std::string(kPublish), OneByOne([&](const Outgoing&) {
          done.set_value();
          return absl::OkStatus();
        })},
       {"stuck", OneByOne([](const Outgoing&) { return absl::UnavailableError("not now"); })}},
      {}, registry_);
  EXPECT_TRUE(pool_
                  .Transaction([&](pg::Transaction& transaction) {
                    return Queue(transaction, {.id = {},
                                               .kind = "stuck",
                                               .target = "t",
                                               .user_id = "u1",
                                               .request_id = "r1",
                                               .payload = {}});
                  })
                  .ok());
  QueueText("a", "1");
  EXPECT_EQ(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
}

TEST_F(RelayTest, SetsAsideWhatNoRetryWillDeliverAndGoesOn) {
  std::vector<std::string> taken;
  std::promise<void> done;
  for (const char* text : {"before", "wrong", "after"}) QueueText("a", text);
  {
    const Relay relay(pool_,
                      {{std::string(kPublish), OneByOne([&](const Outgoing& outgoing) {
                          if (TextOf(outgoing) == "wrong") {
                            return absl::InvalidArgumentError(std::string("bytes \xff\0", 8));
                          }
                          taken.push_back(TextOf(outgoing));
                          if (taken.size() == 2) done.set_value();
                          return absl::OkStatus();
                        })}},
                      {}, registry_);
    ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
  }
  EXPECT_THAT(taken, ElementsAre("before", "after"));
  EXPECT_TRUE(pool_.Query("SELECT count(*) = 0 FROM outbox")->Bool(0, 0));
  const absl::StatusOr<pg::Rows> kept =
      pool_.Query("SELECT kind, target, payload, problem FROM outbox_set_aside");
  ASSERT_TRUE(kept.ok()) << kept.status();
  ASSERT_EQ(kept->size(), 1);
  EXPECT_EQ(kept->Text(0, 0), kPublish);
  EXPECT_EQ(kept->Text(0, 1), "a");
  EXPECT_EQ(TextOf({.id = {},
                    .kind = {},
                    .target = {},
                    .user_id = {},
                    .request_id = {},
                    .payload = kept->Bytes(0, 2)}),
            "wrong");
  EXPECT_THAT(std::string(kept->Text(0, 3)), HasSubstr("bytes \\xff\\x00"));
}

TEST_F(RelayTest, SetsAsideWhatIsRefusedForLongWhileOthersAreTaken) {
  Mutex mutex;
  std::vector<std::string> taken;
  std::promise<void> done;
  Relay relay(pool_,
              {{std::string(kPublish), OneByOne([&](const Outgoing& outgoing) -> absl::Status {
                  MutexLock lock(mutex);
                  if (TextOf(outgoing) == "poison") return absl::InternalError("cannot be read");
                  taken.push_back(TextOf(outgoing));
                  if (outgoing.target == "a") done.set_value();
                  return absl::OkStatus();
                })}},
              {.retry = absl::Milliseconds(1), .patience = absl::ZeroDuration()}, registry_);
  QueueText("a", "poison");
  QueueText("a", "behind it");
  QueueText("b", "another");
  ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
  MutexLock lock(mutex);
  EXPECT_THAT(taken, ElementsAre("another", "behind it"));
  EXPECT_TRUE(pool_.Query("SELECT count(*) = 1 FROM outbox_set_aside")->Bool(0, 0));
}

TEST_F(RelayTest, KeepsTheNewestOfWhatItSetAside) {
  EXPECT_TRUE(
      pool_
          .Query("INSERT INTO outbox_set_aside (seq, id, kind, target, user_id, request_id, "
                 "payload, queued_at, problem, set_aside_at) SELECT i, gen_random_uuid(), 'k', "
                 "'t', 'u', 'r', '', now(), '', now() - (10 - i) * interval '1 day' "
                 "FROM generate_series(1, 10) AS g(i)")
          .ok());
  const Relay relay(pool_, {{"k", OneByOne([](const Outgoing&) { return absl::OkStatus(); })}},
                    {.keep_set_aside = absl::Hours(24 * 5), .max_set_aside = 3}, registry_);
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (!pool_.Query("SELECT min(seq) = 8 FROM outbox_set_aside")->Bool(0, 0)) {
    ASSERT_LT(absl::Now(), deadline);
  }
}

TEST_F(RelayTest, ForgetsAllThatWasSetAsideLongAgoHoweverMuchItIs) {
  EXPECT_TRUE(
      pool_
          .Query("INSERT INTO outbox_set_aside (seq, id, kind, target, user_id, request_id, "
                 "payload, queued_at, problem, set_aside_at) SELECT i, gen_random_uuid(), 'k', "
                 "'t', 'u', 'r', '', now(), '', now() - interval '10 days' "
                 "FROM generate_series(1, 3500) AS g(i)")
          .ok());
  // One portion per minute would take longer than the deadline below.
  const Relay relay(pool_, {{"k", OneByOne([](const Outgoing&) { return absl::OkStatus(); })}},
                    {.keep_set_aside = absl::Hours(24)}, registry_);
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (!pool_.Query("SELECT count(*) = 0 FROM outbox_set_aside")->Bool(0, 0)) {
    ASSERT_LT(absl::Now(), deadline);
  }
}

TEST_F(RelayTest, AKindThatIsSlowDelaysNoOther) {
  std::promise<void> published;
  std::promise<bool> slow_done;
  std::shared_future<void> came = published.get_future().share();
  EXPECT_TRUE(pool_
                  .Transaction([&](pg::Transaction& transaction) {
                    return Queue(transaction, {.id = {},
                                               .kind = "another",
                                               .target = "t",
                                               .user_id = "u1",
                                               .request_id = "r1",
                                               .payload = {}});
                  })
                  .ok());
  std::promise<void> slow_began;
  Relay relay(
      pool_,
      {{std::string(kPublish), OneByOne([&](const Outgoing&) {
          published.set_value();
          return absl::OkStatus();
        })},
       {"another", OneByOne([&](const Outgoing&) {
          slow_began.set_value();
          slow_done.set_value(came.wait_for(std::chrono::seconds(20)) == std::future_status::ready);
          return absl::OkStatus();
        })}},
      {}, registry_);
  slow_began.get_future().wait();
  QueueText("a", "1");
  EXPECT_TRUE(slow_done.get_future().get());
}

TEST_F(RelayTest, ATargetThatIsRefusedMoreThanABatchHoldsUpNoOther) {
  std::promise<void> done;
  for (int i = 0; i < 5; ++i) QueueText("refused", std::to_string(i));
  QueueText("taken", "1");
  const Relay relay(pool_, {{std::string(kPublish), OneByOne([&](const Outgoing& outgoing) {
                               if (outgoing.target == "refused")
                                 return absl::InternalError("not now");
                               done.set_value();
                               return absl::OkStatus();
                             })}},
                    {.batch = 2, .retry = absl::Minutes(5)}, registry_);
  EXPECT_EQ(done.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST_F(RelayTest, WaitsForALeaderOfTheVersionBefore) {
  std::atomic<bool> may{false};
  std::promise<bool> done;
  EXPECT_TRUE(pool_
                  .With([&](pg::Connection& before) {
                    EXPECT_TRUE(before
                                    .Query("SELECT pg_advisory_lock(7310421, "
                                           "hashtext(current_schema()))")
                                    .ok());
                    return absl::OkStatus();
                  })
                  .ok());
  pg::Pool own({.url = pg::TestDatabase::Shared().url(), .schema = Schema()}, registry_);
  const Relay relay(own, {{std::string(kPublish), OneByOne([&](const Outgoing&) {
                             done.set_value(may);
                             return absl::OkStatus();
                           })}},
                    {.retry = absl::Milliseconds(1)}, registry_);
  QueueText("a", "1");
  may = true;
  EXPECT_TRUE(pool_.Query("SELECT pg_advisory_unlock_all()").ok());
  EXPECT_TRUE(done.get_future().get());
}

TEST_F(RelayTest, ALeaderThatFailsLetsOthersLead) {
  const auto soon = [this](const char* condition) {
    const absl::Time deadline = absl::Now() + absl::Seconds(10);
    while (!pool_.Query(condition)->Bool(0, 0)) {
      if (absl::Now() > deadline) return false;
    }
    return true;
  };
  EXPECT_TRUE(pool_.Query("ALTER TABLE outbox RENAME TO missing").ok());
  pg::Pool others({.url = pg::TestDatabase::Shared().url(), .schema = Schema()}, registry_);
  const Relay relay(
      others, {{std::string(kPublish), OneByOne([](const Outgoing&) { return absl::OkStatus(); })}},
      {.retry = absl::Milliseconds(1)}, registry_);
  EXPECT_TRUE(soon("SELECT count(*) > 0 FROM pg_locks WHERE classid = 7310422"));
  EXPECT_TRUE(
      soon("SELECT pg_try_advisory_lock(7310422, "
           "hashtext(current_schema() || '.publish'))"));
}

// Plans all statements of a relay while the outbox is empty, and then fills the outbox.
TEST_F(RelayTest, ReadsAndDeletesByIndexWhateverTheOutboxWasWhenItPlanned) {
  pg::Pool own({.url = pg::TestDatabase::Shared().url(), .schema = Schema(), .size = 1}, registry_);
  EXPECT_TRUE(pool_
                  .With([](pg::Connection& connection) {
                    return connection.Execute("VACUUM ANALYZE outbox");
                  })
                  .ok());
  {
    // PostgreSQL plans each of the first five runs of a statement again.
    constexpr int kQuietLife = 12;
    std::promise<void> done;
    int count = 0;
    Relay relay(own, {{std::string(kPublish), OneByOne([&](const Outgoing&) {
                         if (++count == kQuietLife) done.set_value();
                         return absl::OkStatus();
                       })}},
                {.batch = 1}, registry_);
    for (int i = 0; i < kQuietLife; ++i) QueueText("a", "1");
    ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(20)), std::future_status::ready);
  }
  const auto scans = [&own] {
    std::vector<std::string> found;
    EXPECT_TRUE(own.With([&](pg::Connection& connection) {
                     found = pg::FullScans(connection, {"outbox"});
                     return absl::OkStatus();
                   })
                    .ok());
    return found;
  };
  EXPECT_THAT(scans(), IsEmpty());
  EXPECT_TRUE(pool_
                  .Query("INSERT INTO outbox (id, kind, target, user_id, request_id, payload) "
                         "SELECT gen_random_uuid(), 'publish', 't', 'u', 'r', '' "
                         "FROM generate_series(1, 20000)")
                  .ok());
  EXPECT_THAT(scans(), IsEmpty());
  EXPECT_TRUE(pool_.Query("ANALYZE outbox").ok());
  EXPECT_THAT(scans(), IsEmpty());
}

TEST_F(RelayTest, QueuesARequestIdThatAServiceTakes) {
  EXPECT_TRUE(pool_
                  .Transaction([](pg::Transaction& transaction) {
                    return Queue(transaction, {.id = {},
                                               .kind = "k",
                                               .target = "t",
                                               .user_id = "u1",
                                               .request_id = "é",
                                               .payload = {}});
                  })
                  .ok());
  EXPECT_TRUE(pool_.Query("SELECT request_id ~ '^[!-~]{1,64}$' FROM outbox")->Bool(0, 0));
}

TEST_F(RelayTest, OnlyOneReplicaLeads) {
  Mutex mutex;
  std::vector<std::string> seen;
  std::promise<void> done;
  auto handler = [&](const Outgoing& outgoing) {
    MutexLock lock(mutex);
    seen.push_back(TextOf(outgoing));
    if (seen.size() == 20) done.set_value();
    return absl::OkStatus();
  };
  std::map<std::string, Relay::Handler> handlers = {{std::string(kPublish), OneByOne(handler)}};
  prometheus::Registry second_registry;
  Relay first(pool_, handlers, {}, registry_);
  Relay second(pool_, handlers, {}, second_registry);
  std::vector<std::string> expected;
  for (int i = 0; i < 20; ++i) {
    expected.push_back(std::to_string(i));
    QueueText("a", expected.back());
  }
  ASSERT_EQ(done.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
  EXPECT_EQ(seen, expected);
}

}  // namespace
}  // namespace lossy::base
