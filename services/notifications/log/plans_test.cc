// Tests statements that PostgreSQL plans while the log is empty and runs when it is full (ADR
// 0029).
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/pg/test_plans.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/notifications/log/log_sql.h"
#include "services/notifications/log/postgres_log.h"
#include "services/notifications/log/test_events.h"
#include "services/notifications/log/test_log_database.h"

namespace lossy::notifications {
namespace {

using base::pg::Connection;
using testing::IsEmpty;

constexpr char kSchema[] = "log_plans";

class PlansTest : public testing::Test {
 protected:
  void Execute(const std::string& sql) {
    EXPECT_TRUE(
        database_.pool().With([&](Connection& connection) { return connection.Execute(sql); }).ok())
        << sql;
  }

  // Repeats the statements until PostgreSQL keeps its plans. Each topic has one event too many.
  void LiveQuietly() {
    for (int i = 0; i < 8; ++i) {
      const std::string topic = absl::StrCat("topic ", i);
      for (const char* id : {"1", "2", "3"}) EXPECT_TRUE(log_.Append(topic, id, Event()).ok());
      EXPECT_TRUE(log_.Read(topic, absl::nullopt, 10).ok());
      EXPECT_TRUE(log_.Heads({topic}).ok());
      EXPECT_TRUE(log_.Changed({}).ok());
      EXPECT_TRUE(log_.Sweep(absl::Seconds(1)).ok());
    }
  }

  void Fill() {
    Execute(
        "INSERT INTO topics (topic, epoch, head) "
        "SELECT 'full ' || i, 'e', 4 FROM generate_series(1, 5000) AS g(i)");
    Execute(
        "INSERT INTO events (topic, \"offset\", event_id, event, bytes, at) "
        "SELECT 'full ' || i, o, o::text, '', 1, now() "
        "FROM generate_series(1, 5000) AS g(i), generate_series(1, 4) AS h(o)");
  }

  std::vector<std::string> Scans() { return base::pg::FullScans(own_, {"topics", "events"}); }

  TestLogDatabase database_{base::pg::TestDatabase::Shared(), kSchema};
  prometheus::Registry registry_;
  base::pg::Pool own_{{.url = base::pg::TestDatabase::Shared().url(),
                       .schema = kSchema,
                       .settings = {std::begin(kJoinByIndex), std::end(kJoinByIndex)},
                       .size = 1,
                       .acquire_timeout = absl::Seconds(20),
                       .limits = {.statement = absl::Seconds(20)}},
                      registry_};
  PostgresLog log_{own_,
                   {.bounds = {.history_events = 2},
                    .writer = {},
                    .writers = 1,
                    .append_timeout = absl::Seconds(20)},
                   database_.metrics()};
};

TEST_F(PlansTest, ReadTheLogByIndexWithAnyEarlierPlan) {
  ASSERT_TRUE(log_.Migrate().ok());
  Execute("VACUUM ANALYZE topics");
  Execute("VACUUM ANALYZE events");
  LiveQuietly();
  EXPECT_THAT(Scans(), IsEmpty());
  Fill();
  EXPECT_THAT(Scans(), IsEmpty());
  Execute("ANALYZE topics");
  Execute("ANALYZE events");
  EXPECT_THAT(Scans(), IsEmpty());
}

}  // namespace
}  // namespace lossy::notifications
