// Tests that a pool recovers after its server rejected connections for a while.

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/pg/outage_fixture.h"
#include "base/pg/pool.h"
#include "base/testing/eventually.h"
#include "gtest/gtest.h"

namespace lossy::base::pg {
namespace {

class RefusalTest : public OutageFixture {
 protected:
  RefusalTest() {
    Administer("CREATE ROLE guest LOGIN PASSWORD 'right'");
    Administer("CREATE DATABASE guests");
  }

  void Administer(const std::string& sql) {
    const absl::Status status =
        admin_.With([&](Connection& connection) { return connection.Execute(sql); });
    ASSERT_TRUE(status.ok()) << sql << ": " << status;
  }

  Pool::Options Options() {
    const std::string url = absl::StrReplaceAll(
        database_.url(), {{"/postgres?", "/guests?"}, {"user=lossy", "user=guest"}});
    return {.url = absl::StrCat(url, "&password=right"),
            .schema = "refusal",
            .retry_pause = absl::Milliseconds(1),
            .longest_retry_pause = absl::Milliseconds(5)};
  }

  // Makes the server require a password of every role but the administrator.
  void RequirePasswords() {
    Administer(
        "DO $do$ BEGIN EXECUTE format('COPY (VALUES (''local all lossy trust''), (''local all all "
        "scram-sha-256'')) TO %L', current_setting('hba_file')); END $do$");
    Administer("SELECT pg_reload_conf()");
  }

  void EndConnections() {
    Administer("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'guest'");
  }

  // Calls the pool until ten attempts to connect have failed.
  void AwaitManyRefusals(Pool& pool) {
    Await(pool, false);
    const double enough = FailedAttempts() + 10;
    ASSERT_TRUE(Eventually([&] {
      EXPECT_TRUE(absl::IsUnavailable(Select(pool)));
      return FailedAttempts() >= enough;
    }));
  }

  prometheus::Registry admin_registry_;
  // CREATE DATABASE is slow on a busy machine.
  Pool admin_{
      {.url = database_.url(), .schema = "public", .limits = {.statement = absl::Minutes(1)}},
      admin_registry_};
};

TEST_F(RefusalTest, RecoversWhenItsPasswordIsRightAgain) {
  RequirePasswords();
  Pool pool(Options(), registry_);
  Await(pool, true);
  Administer("ALTER ROLE guest PASSWORD 'changed'");
  EndConnections();
  AwaitManyRefusals(pool);
  Administer("ALTER ROLE guest PASSWORD 'right'");
  Await(pool, true);
}

TEST_F(RefusalTest, RecoversWhenItsRoleMayLogInAgain) {
  Pool pool(Options(), registry_);
  ASSERT_TRUE(Select(pool).ok());
  Administer("ALTER ROLE guest NOLOGIN");
  EndConnections();
  AwaitManyRefusals(pool);
  Administer("ALTER ROLE guest LOGIN");
  Await(pool, true);
}

TEST_F(RefusalTest, RecoversWhenItsDatabaseIsCreatedAgain) {
  Pool pool(Options(), registry_);
  ASSERT_TRUE(Select(pool).ok());
  Administer("DROP DATABASE guests WITH (FORCE)");
  AwaitManyRefusals(pool);
  Administer("CREATE DATABASE guests");
  Await(pool, true);
  EXPECT_FALSE(pool.schema_is_lost());
}

TEST_F(RefusalTest, ReportsMissingTables) {
  Pool pool({.url = database_.url(), .schema = "public"}, registry_);
  ASSERT_TRUE(Select(pool).ok());
  EXPECT_FALSE(pool.schema_is_lost());
  EXPECT_FALSE(pool.Query("SELECT * FROM nowhere").ok());
  EXPECT_TRUE(pool.schema_is_lost());
}

}  // namespace
}  // namespace lossy::base::pg
