#include "base/pg/migrate.h"

#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base::pg {
namespace {

constexpr Migration kThings = {"0001_things", "CREATE TABLE things (id bigint)"};
constexpr Migration kNames = {"0002_names", "ALTER TABLE things ADD COLUMN name text"};
constexpr Migration kUnique = {"0003_unique",
                               "CREATE UNIQUE INDEX CONCURRENTLY things_id ON things (id)"};

class MigrateTest : public testing::Test {
 protected:
  static Pool::Options Options(absl::string_view schema) {
    return {.url = TestDatabase::Shared().url(),
            .schema = std::string(schema),
            .acquire_timeout = absl::Seconds(20),
            .migration = {.statement = absl::Seconds(20), .lock = absl::Seconds(20)}};
  }

  // The options of a role that may connect and has no other right.
  Pool::Options OptionsOfGuest(absl::string_view schema) {
    Administer("DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN END $$");
    Pool::Options options = Options(schema);
    options.url = absl::StrReplaceAll(options.url, {{"user=lossy", "user=guest"}});
    return options;
  }

  void Administer(const std::string& sql) {
    const absl::Status status =
        admin_.With([&](Connection& connection) { return connection.Execute(sql); });
    ASSERT_TRUE(status.ok()) << sql << ": " << status;
  }

  prometheus::Registry admin_registry_;
  Pool admin_{Options("public"), admin_registry_};
  prometheus::Registry registry_;
};

TEST_F(MigrateTest, AppliesEachStepOnceWhenManyStartTogether) {
  std::vector<std::thread> replicas;
  for (int i = 0; i < 4; ++i) {
    replicas.emplace_back([] {
      prometheus::Registry registry;
      Pool pool(Options("together"), registry);
      const absl::Status status = Migrate(pool, {kThings, kNames, kUnique});
      EXPECT_TRUE(status.ok()) << status;
    });
  }
  for (std::thread& replica : replicas) replica.join();
  Pool pool(Options("together"), registry_);
  EXPECT_EQ(pool.Query("SELECT count(*) FROM migrations")->Int(0, 0), 3);
}

TEST_F(MigrateTest, LeavesTheStepsOfANewerVersionAlone) {
  Pool pool(Options("newer"), registry_);
  ASSERT_TRUE(Migrate(pool, {kThings, kNames}).ok());
  EXPECT_TRUE(Migrate(pool, {kThings}).ok());
  EXPECT_TRUE(pool.Query("INSERT INTO things (id) VALUES (1)").ok());
  EXPECT_EQ(pool.Query("SELECT count(*) FROM migrations")->Int(0, 0), 2);
}

TEST_F(MigrateTest, RetriesATableInUse) {
  Pool::Options options = Options("in_use");
  options.migration.lock = absl::Milliseconds(50);
  Pool pool(options, registry_);
  ASSERT_TRUE(Migrate(pool, {kThings}).ok());
  const absl::Status read = pool.Transaction([&](Transaction& reader) {
    EXPECT_TRUE(reader.Query("SELECT * FROM things").ok());
    const absl::Status busy = Migrate(pool, {kThings, kNames});
    EXPECT_TRUE(absl::IsUnavailable(busy)) << busy;
    return absl::OkStatus();
  });
  ASSERT_TRUE(read.ok()) << read;
  EXPECT_TRUE(Migrate(pool, {kThings, kNames}).ok());
}

TEST_F(MigrateTest, ReportsThatAnotherReplicaMigrates) {
  Pool::Options options = Options("one_leads");
  options.migration.lock = absl::Milliseconds(50);
  Pool pool(options, registry_);
  const absl::Status lent = pool.With([&](Connection& other) {
    EXPECT_TRUE(other.Query("SELECT pg_advisory_lock(7310420, hashtext('one_leads'))").ok());
    EXPECT_TRUE(absl::IsUnavailable(Migrate(pool, {kThings})));
    return other.Query("SELECT pg_advisory_unlock_all()").status();
  });
  ASSERT_TRUE(lent.ok()) << lent;
  EXPECT_TRUE(Migrate(pool, {kThings}).ok());
}

TEST_F(MigrateTest, RebuildsAnIndexThatAnAttemptLeftInvalid) {
  Pool pool(Options("invalid"), registry_);
  ASSERT_TRUE(Migrate(pool, {kThings}).ok());
  ASSERT_TRUE(pool.Query("INSERT INTO things (id) VALUES (1), (1)").ok());
  EXPECT_FALSE(Migrate(pool, {kThings, kUnique}).ok());
  ASSERT_TRUE(pool.Query("DELETE FROM things").ok());
  const absl::Status status = Migrate(pool, {kThings, kUnique});
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_TRUE(pool.Query("INSERT INTO things (id) VALUES (1)").ok());
  EXPECT_FALSE(pool.Query("INSERT INTO things (id) VALUES (1)").ok());
}

TEST_F(MigrateTest, NeedsNoRightOnTheDatabaseWhereTheSchemaIsThere) {
  Pool pool(OptionsOfGuest("owned"), registry_);
  Administer("CREATE SCHEMA owned AUTHORIZATION guest");
  const absl::Status status = Migrate(pool, {kThings, kUnique});
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(MigrateTest, NeedsNoRightToCreateWhereEverythingIsThere) {
  Pool owner(Options("complete"), registry_);
  ASSERT_TRUE(Migrate(owner, {kThings}).ok());
  prometheus::Registry registry;
  Pool pool(OptionsOfGuest("complete"), registry);
  Administer("GRANT USAGE ON SCHEMA complete TO guest");
  Administer("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA complete TO guest");
  const absl::Status status = Migrate(pool, {kThings});
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_TRUE(pool.Query("INSERT INTO things VALUES (1)").ok());
}

TEST_F(MigrateTest, NamesTheMissingRight) {
  Pool pool(OptionsOfGuest("missing"), registry_);
  EXPECT_THAT(std::string(Migrate(pool, {kThings}).message()),
              testing::HasSubstr("CREATE SCHEMA missing AUTHORIZATION guest"));
  Administer("CREATE SCHEMA missing; GRANT USAGE ON SCHEMA missing TO guest");
  EXPECT_THAT(std::string(Migrate(pool, {kThings}).message()),
              testing::HasSubstr("ALTER SCHEMA missing OWNER TO guest"));
  Administer("ALTER SCHEMA missing OWNER TO guest");
  const absl::Status status = Migrate(pool, {kThings});
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(MigrateTest, CreatesNothingASecondTime) {
  Pool pool(Options("twice"), registry_);
  const auto rows_of_catalog = [&] {
    const absl::StatusOr<Rows> rows = pool.Query(
        "SELECT string_agg(xmin::text, ' ' ORDER BY xmin::text) FROM "
        "(SELECT xmin FROM pg_proc WHERE pronamespace = 'twice'::regnamespace UNION ALL "
        "SELECT xmin FROM pg_class WHERE relnamespace = 'twice'::regnamespace UNION ALL "
        "SELECT xmin FROM pg_namespace WHERE nspname = 'twice') AS made");
    return rows.ok() ? std::string(rows->Text(0, 0)) : rows.status().ToString();
  };
  ASSERT_TRUE(Migrate(pool, {kThings}).ok());
  const std::string first = rows_of_catalog();
  ASSERT_TRUE(Migrate(pool, {kThings}).ok());
  EXPECT_EQ(rows_of_catalog(), first);
}

}  // namespace
}  // namespace lossy::base::pg
