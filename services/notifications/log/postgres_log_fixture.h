#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/types/optional.h"
#include "base/testing/eventually.h"
#include "gtest/gtest.h"
#include "services/notifications/log/postgres_log.h"
#include "services/notifications/log/test_events.h"
#include "services/notifications/log/test_log_database.h"

namespace lossy::notifications {

// A time limit that no append and no sweep of a passing test reaches.
constexpr absl::Duration kFarAway = absl::Seconds(60);

// Returns the IDs of all events of the topic, whose offsets must have no gap.
inline std::vector<std::string> Ids(TopicLog& log, const std::string& topic) {
  const absl::StatusOr<TopicLog::Range> range = log.Read(topic, absl::nullopt, 1'000'000);
  EXPECT_TRUE(range.ok()) << range.status();
  std::vector<std::string> ids;
  for (const EventPtr& event : range->events) {
    ids.push_back(event->event_id);
    EXPECT_EQ(event->position.offset(), static_cast<std::int64_t>(ids.size())) << topic;
  }
  return ids;
}

// A fixture for tests of PostgresLog: a log in a new schema, and other replicas of it.
class PostgresLogTest : public testing::Test {
 protected:
  // Another replica of the log, with its own connections.
  struct Replica {
    Replica(base::pg::TestDatabase& server, const std::string& schema,
            const PostgresLog::Options& options)
        : database(server, schema), log(database.pool(), options, database.metrics()) {}

    TestLogDatabase database;
    PostgresLog log;
  };

  PostgresLog& Log(PostgresLog::Options options = {}) {
    if (options.append_timeout == PostgresLog::Options().append_timeout) {
      options.append_timeout = kFarAway;
    }
    PostgresLog& log = log_.emplace(database_.pool(), options, database_.metrics());
    EXPECT_TRUE(log.Migrate().ok());
    return log;
  }

  std::unique_ptr<Replica> OpenReplica(const PostgresLog::Options& options = {}) {
    auto replica = std::make_unique<Replica>(base::pg::TestDatabase::Shared(),
                                             database_.pool().options().schema, options);
    EXPECT_TRUE(replica->log.Migrate().ok());
    return replica;
  }

  v1::Position Append(const std::string& topic, const std::string& id) {
    const absl::StatusOr<TopicLog::Appended> appended = log_->Append(topic, id, Event());
    EXPECT_TRUE(appended.ok()) << appended.status();
    return appended->position;
  }

  v1::Position Head(absl::string_view topic) {
    const absl::StatusOr<std::vector<v1::Position>> heads = log_->Heads({topic});
    EXPECT_TRUE(heads.ok()) << heads.status();
    return heads->front();
  }

  std::vector<std::int64_t> Offsets(const std::string& topic) {
    return OffsetsOf(*log_, topic, absl::nullopt, 1000);
  }

  void Sweep() { EXPECT_TRUE(log_->Sweep(kFarAway).ok()); }

  std::int64_t Count(absl::string_view sql) { return database_.pool().Query(sql)->Int(0, 0); }

  void Execute(absl::string_view sql) {
    const absl::Status status = database_.pool().Query(sql).status();
    ASSERT_TRUE(status.ok()) << status;
  }

  // Holds the topic's lock while `work` runs, as an append of another replica would.
  template <typename Work>
  void WhileLocked(const std::string& topic, Work work) {
    const absl::Status status =
        database_.pool().Transaction([&](base::pg::Transaction& transaction) {
          absl::Status locked =
              transaction.Query("SELECT FROM topics WHERE topic = $1 FOR UPDATE", {topic}).status();
          if (locked.ok()) work();
          return locked;
        });
    ASSERT_TRUE(status.ok()) << status;
  }

  void AwaitLockWait() {
    ASSERT_TRUE(base::Eventually([this] {
      return Count(
                 "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
                 "application_name = current_schema()") > 0;
    }));
  }

  TestLogDatabase database_;
  absl::optional<PostgresLog> log_;
};

}  // namespace lossy::notifications
