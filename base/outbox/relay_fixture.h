#pragma once

#include <string>

#include "absl/strings/ascii.h"
#include "base/outbox/outbox.h"
#include "base/outbox/relay.h"
#include "base/pg/test_database.h"
#include "base/testing/eventually.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/wrappers.pb.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"

namespace lossy::base {

// A fixture for tests of Relay: a pool with an empty outbox, in a schema that has the test's name.
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

  // Queues an item of another kind than kPublish.
  void QueueOther(const std::string& kind, const std::string& request_id = "r1") {
    EXPECT_TRUE(pool_
                    .Transaction([&](pg::Transaction& transaction) {
                      return Queue(transaction, {.id = {},
                                                 .kind = kind,
                                                 .target = "t",
                                                 .user_id = "u1",
                                                 .request_id = request_id,
                                                 .payload = {}});
                    })
                    .ok());
  }

  // Returns true when the query, which selects a boolean, selects true; false after a minute.
  bool Becomes(const char* query) {
    return Eventually([&] { return pool_.Query(query)->Bool(0, 0); });
  }

  // A query that selects true when two sessions lead eight shards each.
  static constexpr char kTwoLeadHalf[] =
      "SELECT count(*) = 2 AND min(led) = 8 AND max(led) = 8 FROM (SELECT count(*) AS led "
      "FROM pg_locks WHERE classid = 7310424 GROUP BY pid) AS leaders";

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

}  // namespace lossy::base
