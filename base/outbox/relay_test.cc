#include "base/outbox/relay.h"

#include <future>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/outbox/one_by_one.h"
#include "base/outbox/read_place.h"
#include "base/outbox/relay_fixture.h"
#include "base/pg/test_database.h"
#include "base/pg/test_plans.h"
#include "base/sync/mutex.h"
#include "base/time/clock.h"
#include "base/trace/current_trace.h"
#include "base/trace/fake_span_sink.h"
#include "gmock/gmock.h"
#include "google/protobuf/wrappers.pb.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

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

// Meanwhile the looks begin behind its place (ReadPlace).
TEST_F(RelayTest, DeliversAnItemThatIsCommittedLongAfterLaterOnes) {
  Mutex mutex;
  std::vector<std::string> seen;
  const Relay relay(pool_, {{std::string(kPublish), OneByOne([&](const Outgoing& outgoing) {
                               MutexLock lock(mutex);
                               seen.push_back(TextOf(outgoing));
                               return absl::OkStatus();
                             })}},
                    {}, registry_);
  const auto delivers = [&](const std::string& text) {
    return Eventually([&] {
      MutexLock lock(mutex);
      return !seen.empty() && seen.back() == text;
    });
  };
  EXPECT_TRUE(pool_
                  .Transaction([&](pg::Transaction& transaction) {
                    google::protobuf::StringValue late;
                    late.set_value("late");
                    EXPECT_TRUE(QueueEvent(transaction, "a", late, "u1", "r1").ok());
                    const absl::Time end = SteadyNow() + 4 * ReadPlace::kWholePause;
                    for (int i = 0; SteadyNow() < end; ++i) {
                      QueueText("b", std::to_string(i));
                      EXPECT_TRUE(delivers(std::to_string(i)));
                    }
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_TRUE(delivers("late"));
}

TEST_F(RelayTest, GivesItsHandlerAllWaitingItemsInOrder) {
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

// Plans all statements of a relay while the outbox is empty, and then fills the outbox.
TEST_F(RelayTest, ReadsAndDeletesByIndexWithAnyEarlierPlan) {
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

TEST_F(RelayTest, DeletesTheItemsThatItDelivered) {
  const Relay relay(
      pool_, {{std::string(kPublish), OneByOne([](const Outgoing&) { return absl::OkStatus(); })}},
      {}, registry_);
  for (int i = 0; i < 100; ++i) QueueText("a", "1");
  EXPECT_TRUE(Becomes("SELECT count(*) = 0 FROM outbox"));
}

TEST_F(RelayTest, GathersCallsAfterTheFirstButNoEvents) {
  std::promise<void> called, published;
  int calls = 0;
  {
    const Relay relay(pool_,
                      {{"call", OneByOne([&](const Outgoing&) {
                          if (++calls == 1) called.set_value();
                          return absl::OkStatus();
                        })},
                       {std::string(kPublish), OneByOne([&](const Outgoing& outgoing) {
                          if (TextOf(outgoing) == "2") published.set_value();
                          return absl::OkStatus();
                        })}},
                      {.gather = absl::Hours(1)}, registry_);
    QueueOther("call");
    QueueText("a", "1");
    called.get_future().wait();
    QueueOther("call");
    QueueText("a", "2");
    published.get_future().wait();
  }
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(pool_.Query("SELECT count(*) = 1 FROM outbox")->Bool(0, 0));
}

TEST_F(RelayTest, QueuesARequestIdThatAServiceTakes) {
  QueueOther("k", "é");
  EXPECT_TRUE(pool_.Query("SELECT request_id ~ '^[!-~]{1,64}$' FROM outbox")->Bool(0, 0));
}

TEST_F(RelayTest, ContinuesTheSampledTraceThatQueuedTheItem) {
  const FakeSpanSink sink;
  TraceContext during;
  std::promise<TraceContext> cause;
  Relay relay(pool_, {{"other", OneByOne([&](const Outgoing& outgoing) {
                         during = CurrentTrace::Get();
                         cause.set_value(outgoing.trace);
                         return absl::OkStatus();
                       })}},
              {}, registry_);
  const TraceContext queued{.trace_high = 1, .trace_low = 2, .span = 3, .sampled = true};
  {
    const CurrentTrace current(queued);
    QueueOther("other");
  }
  EXPECT_EQ(cause.get_future().get(), queued);
  ASSERT_TRUE(Eventually([&] { return !sink.spans().empty(); }));
  const SpanRecord span = sink.Find("outbox_call");
  EXPECT_EQ(span.parent, queued.span);
  EXPECT_EQ(span.context, during);
  EXPECT_EQ(span.context.trace_low, queued.trace_low);
}

TEST_F(RelayTest, StoresNoTraceThatIsNotSampled) {
  const CurrentTrace current({.trace_high = 1, .trace_low = 2, .span = 3, .sampled = false});
  QueueOther("other");
  EXPECT_TRUE(pool_.Query("SELECT traceparent IS NULL FROM outbox")->Bool(0, 0));
}

}  // namespace
}  // namespace lossy::base
