#include "deploy/lossyctl/schema/schema.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "absl/time/time.h"
#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

ABSL_DECLARE_FLAG(std::string, database_url);

namespace lossy::lossyctl {
namespace {

using base::pg::Migration;
using base::pg::TestDatabase;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Migration kThings = {"0001_things", "CREATE TABLE things (id bigint)"};
constexpr Migration kNames = {"0002_names", "ALTER TABLE things ADD COLUMN name text"};

void Apply(const std::string& schema, const std::vector<Migration>& steps) {
  prometheus::Registry registry;
  base::pg::Pool pool({.url = TestDatabase::Shared().url(),
                       .schema = schema,
                       .acquire_timeout = absl::Seconds(20),
                       .migration = {.statement = absl::Seconds(20), .lock = absl::Seconds(20)}},
                      registry);
  const absl::Status status = base::pg::Migrate(pool, steps);
  ASSERT_TRUE(status.ok()) << status;
}

SchemaState StateOf(const Schema& schema) {
  const auto connection = base::pg::Connection::Open(TestDatabase::Shared().url(), schema.name, {});
  EXPECT_TRUE(connection.ok()) << connection.status();
  const absl::StatusOr<SchemaState> state = ReadSchemaState(**connection, schema);
  EXPECT_TRUE(state.ok()) << state.status();
  return *state;
}

TEST(SchemaStateTest, LacksAllStepsBeforeTheServiceHasStarted) {
  const SchemaState state = StateOf({"nowhere", {kThings, kNames}});
  EXPECT_THAT(state.applied, IsEmpty());
  EXPECT_THAT(state.missing, SizeIs(2));
  EXPECT_THAT(state.newer, IsEmpty());
}

TEST(SchemaStateTest, LacksTheStepsAfterThoseOfAnOlderBuild) {
  Apply("older", {kThings});
  const SchemaState state = StateOf({"older", {kThings, kNames}});
  EXPECT_THAT(state.applied, SizeIs(1));
  EXPECT_THAT(state.applied.at("0001_things"), testing::MatchesRegex("[0-9-]{10}T[0-9:]{8}Z"));
  ASSERT_THAT(state.missing, SizeIs(1));
  EXPECT_EQ(state.missing.front().name, "0002_names");
}

TEST(SchemaStateTest, NamesTheStepsOfANewerBuild) {
  Apply("newer", {kThings, kNames});
  const SchemaState state = StateOf({"newer", {kThings}});
  EXPECT_THAT(state.missing, IsEmpty());
  EXPECT_THAT(state.newer, ElementsAre("0002_names"));
}

TEST(SchemasTest, HaveStepsOfEveryService) {
  std::vector<std::string> names;
  for (const Schema& schema : Schemas()) {
    names.push_back(schema.name);
    EXPECT_FALSE(schema.steps.empty()) << schema.name;
  }
  EXPECT_THAT(names, ElementsAre("video", "notes", "agent", "notifications"));
}

TEST(SchemasInDatabasesTest, EachFurtherDatabaseHasTheSchemaOfNotificationsAlone) {
  absl::SetFlag(&FLAGS_database_url, "postgresql://{service}@a/x,postgresql://{service}@b/x");
  const absl::StatusOr<std::vector<Schema>> schemas = SchemasInDatabases();
  ASSERT_TRUE(schemas.ok()) << schemas.status();
  std::vector<std::string> titles;
  for (const Schema& schema : *schemas) titles.push_back(TitleOf(schema));
  EXPECT_THAT(titles, ElementsAre("video", "notes", "agent", "notifications",
                                  "notifications in database 2"));
}

TEST(SchemasInDatabasesTest, RefusesAListWithTheSameDatabaseTwice) {
  absl::SetFlag(&FLAGS_database_url, "postgresql://a/x,postgresql://a/x");
  EXPECT_TRUE(absl::IsInvalidArgument(SchemasInDatabases().status()));
}

}  // namespace
}  // namespace lossy::lossyctl
