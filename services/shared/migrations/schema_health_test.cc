#include "services/shared/migrations/schema_health.h"

#include "absl/strings/str_replace.h"
#include "base/pg/test_database.h"
#include "gtest/gtest.h"
#include "prometheus/registry.h"
#include "services/shared/migrations/migrate.h"

namespace lossy::services {
namespace {

constexpr base::pg::Migration kOwn[] = {
    {.name = "0001_things", .sql = "CREATE TABLE things (id int PRIMARY KEY)"}};

class SchemaHealthTest : public testing::Test {
 protected:
  SchemaHealthTest() {
    Administer("CREATE DATABASE lossy");
    EXPECT_TRUE(services::Migrate(pool_, kOwn).ok());
  }

  void Administer(const std::string& sql) {
    const absl::Status status =
        admin_.With([&](base::pg::Connection& connection) { return connection.Execute(sql); });
    ASSERT_TRUE(status.ok()) << sql << ": " << status;
  }

  absl::Status Insert() { return pool_.Query("INSERT INTO things VALUES (1)").status(); }

  base::pg::TestDatabase database_;
  prometheus::Registry admin_registry_;
  // CREATE DATABASE is slow on a busy machine.
  base::pg::Pool admin_{
      {.url = database_.url(), .schema = "public", .limits = {.statement = absl::Minutes(1)}},
      admin_registry_};
  prometheus::Registry registry_;
  base::pg::Pool pool_{{.url = absl::StrReplaceAll(database_.url(), {{"/postgres?", "/lossy?"}}),
                        .schema = "things",
                        .retry_pause = absl::ZeroDuration(),
                        .longest_retry_pause = absl::ZeroDuration()},
                       registry_};
  const base::HealthPart part_ =
      SchemaHealth(pool_, [this] { return services::Migrate(pool_, kOwn); });
};

TEST_F(SchemaHealthTest, MigratesADatabaseThatWasCreatedAgain) {
  ASSERT_TRUE(Insert().ok());
  EXPECT_TRUE(part_.check().ok());
  EXPECT_TRUE(part_.required);
  Administer("DROP DATABASE lossy WITH (FORCE)");
  Administer("CREATE DATABASE lossy");
  // The first call finds a broken connection, the second one no table.
  EXPECT_FALSE(Insert().ok());
  EXPECT_FALSE(Insert().ok());
  EXPECT_TRUE(part_.check().ok());
  EXPECT_TRUE(Insert().ok());
}

TEST_F(SchemaHealthTest, FailsUntilTheDatabaseCanBeMigrated) {
  Administer("DROP DATABASE lossy WITH (FORCE)");
  pool_.SetSchemaLost(true);
  EXPECT_FALSE(part_.check().ok());
  EXPECT_FALSE(part_.check().ok());
  Administer("CREATE DATABASE lossy");
  EXPECT_TRUE(part_.check().ok());
  EXPECT_TRUE(Insert().ok());
}

}  // namespace
}  // namespace lossy::services
