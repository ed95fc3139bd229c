#include "base/once/once.h"

#include <string>
#include <vector>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/str_cat.h"
#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "base/pg/test_plans.h"
#include "gmock/gmock.h"
#include "google/protobuf/wrappers.pb.h"
#include "gtest/gtest.h"

ABSL_DECLARE_FLAG(std::int64_t, user_requests);
ABSL_DECLARE_FLAG(std::int64_t, user_request_bytes);

namespace lossy::base {
namespace {

using testing::IsEmpty;

class OnceTest : public testing::Test {
 protected:
  OnceTest() : pool_({.url = pg::TestDatabase::Shared().url(), .schema = "once"}, registry_) {
    EXPECT_TRUE(pg::Migrate(pool_, {kOnceMigration}).ok());
    EXPECT_TRUE(pool_.Query("DELETE FROM requests").ok());
  }

  void Fill(const std::string& user, int count) {
    EXPECT_TRUE(pool_
                    .Query("INSERT INTO requests (user_id, method, request_id, at) "
                           "SELECT $1, 'm', n, now() - interval '1 minute' "
                           "FROM generate_series(1, $2::int) n",
                           {user, count})
                    .ok());
  }

  absl::StatusOr<int> Write(const RequestKey& key, int answer, absl::Status outcome = {}) {
    google::protobuf::Int32Value response;
    absl::Status status = pool_.Transaction([&](pg::Transaction& transaction) {
      return Once(transaction, key, &response, [&] {
        response.set_value(answer);
        return outcome;
      });
    });
    if (!status.ok()) return status;
    return response.value();
  }

  absl::FlagSaver flags_;
  prometheus::Registry registry_;
  pg::Pool pool_;
};

TEST_F(OnceTest, AnswersARepeatWithTheFirstResponse) {
  EXPECT_EQ(Write({"u", "m", "r1"}, 1).value(), 1);
  EXPECT_EQ(Write({"u", "m", "r1"}, 2).value(), 1);
}

TEST_F(OnceTest, FindsRequestsByIndexWithAnyEarlierPlan) {
  pg::Pool own({.url = pg::TestDatabase::Shared().url(), .schema = "once", .size = 1}, registry_);
  const auto scans = [&own] {
    std::vector<std::string> found;
    EXPECT_TRUE(own.With([&](pg::Connection& connection) {
                     found = pg::FullScans(connection, {"requests"});
                     return absl::OkStatus();
                   })
                    .ok());
    return found;
  };
  EXPECT_TRUE(pool_
                  .With([](pg::Connection& connection) {
                    return connection.Execute("VACUUM ANALYZE requests");
                  })
                  .ok());
  for (int i = 0; i < 12; ++i) {
    google::protobuf::Int32Value response;
    const RequestKey key{"u", "m", absl::StrCat("r", i / 2)};
    EXPECT_TRUE(own.Transaction([&](pg::Transaction& transaction) {
                     return Once(transaction, key, &response, [] { return absl::OkStatus(); });
                   })
                    .ok());
  }
  EXPECT_THAT(scans(), IsEmpty());
  EXPECT_TRUE(pool_
                  .Query("INSERT INTO requests (user_id, method, request_id) "
                         "SELECT 'v', 'm', i::text FROM generate_series(1, 20000) AS g(i)")
                  .ok());
  EXPECT_THAT(scans(), IsEmpty());
  EXPECT_TRUE(pool_.Query("ANALYZE requests").ok());
  EXPECT_THAT(scans(), IsEmpty());
}

TEST_F(OnceTest, DistinguishesRequestIdsBehindANul) {
  const std::string first("a\0b", 3), second("a\0c", 3);
  EXPECT_TRUE(absl::IsInvalidArgument(Write({"u", "m", first}, 1).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Write({"u", "m", second}, 2).status()));
  EXPECT_EQ(Write({"u", "m", "a"}, 3).value(), 3);
}

TEST_F(OnceTest, DistinguishesUsersAndMethods) {
  EXPECT_EQ(Write({"u", "m", "r1"}, 1).value(), 1);
  EXPECT_EQ(Write({"v", "m", "r1"}, 2).value(), 2);
  EXPECT_EQ(Write({"u", "n", "r1"}, 3).value(), 3);
}

TEST_F(OnceTest, DoesNotRememberAFailure) {
  EXPECT_FALSE(Write({"u", "m", "r1"}, 1, absl::UnavailableError("later")).ok());
  EXPECT_EQ(Write({"u", "m", "r1"}, 2).value(), 2);
}

TEST_F(OnceTest, RunsEachTimeWithoutARequestId) {
  EXPECT_EQ(Write({"u", "m", ""}, 1).value(), 1);
  EXPECT_EQ(Write({"u", "m", ""}, 2).value(), 2);
}

TEST_F(OnceTest, ForgetsAfterADay) {
  EXPECT_EQ(Write({"u", "m", "old"}, 1).value(), 1);
  EXPECT_TRUE(pool_.Query("UPDATE requests SET at = now() - interval '25 hours'").ok());
  EXPECT_EQ(Write({"u", "m", "new"}, 2).value(), 2);
  EXPECT_EQ(ForgetRequests(pool_)->done, 1);
  EXPECT_EQ(Write({"u", "m", "new"}, 3).value(), 2);
}

TEST_F(OnceTest, ForgetsMoreThanAPortionAtATime) {
  Fill("u", 2500);
  EXPECT_TRUE(pool_.Query("UPDATE requests SET at = now() - interval '25 hours'").ok());
  EXPECT_GE(*RequestsOverdue(pool_), absl::Hours(1));
  int forgotten = 0;
  for (bool more = true; more;) {
    const absl::StatusOr<TaskRun> run = ForgetRequests(pool_);
    ASSERT_TRUE(run.ok());
    forgotten += run->done;
    more = run->more;
  }
  EXPECT_EQ(forgotten, 2500);
  EXPECT_EQ(*RequestsOverdue(pool_), absl::ZeroDuration());
}

TEST_F(OnceTest, KeepsTheNewestRequestsOfABusyUser) {
  absl::SetFlag(&FLAGS_user_requests, 100);
  Fill("u", 5000);
  Fill("v", 5000);
  // On average one write in 64 checks, so some of 2000 do with near certainty.
  for (int i = 0; i < 2000; ++i) {
    EXPECT_TRUE(Write({"u", "m", "new" + std::to_string(i)}, i).ok());
  }
  EXPECT_LT(CountRequests(pool_, "u")->used, 1500);
  EXPECT_EQ(CountRequests(pool_, "u")->limit, 100);
  EXPECT_EQ(CountRequests(pool_, "v")->used, 5000);
  EXPECT_EQ(Write({"u", "m", "new1999"}, -1).value(), 1999);
}

TEST_F(OnceTest, KeepsTheNewestResponsesThatFit) {
  absl::SetFlag(&FLAGS_user_request_bytes, 10'000);
  EXPECT_TRUE(pool_
                  .Query("INSERT INTO requests (user_id, method, request_id, response, at) "
                         "SELECT 'u', 'm', n, convert_to(repeat('x', 1000), 'UTF8'), "
                         "       now() - interval '1 minute' FROM generate_series(1, 1000) n")
                  .ok());
  for (int i = 0; i < 2000; ++i) {
    EXPECT_TRUE(Write({"u", "m", "new" + std::to_string(i)}, i).ok());
  }
  EXPECT_LT(pool_.Query("SELECT sum(octet_length(response)) FROM requests")->Int(0, 0), 20'000);
}

}  // namespace
}  // namespace lossy::base
