// Tests a connection to a server, database or role with unsuitable settings.

#include "base/pg/session.h"

#include <stdlib.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::base::pg {
namespace {

using testing::HasSubstr;

class SessionTest : public testing::Test {
 protected:
  SessionTest() {
    Administer("ALTER DATABASE postgres RESET ALL");
    Administer("DROP SCHEMA IF EXISTS things CASCADE");
    Administer("DROP ROLE IF EXISTS guest");
    Administer("CREATE ROLE guest LOGIN");
    Administer("CREATE SCHEMA things AUTHORIZATION guest");
  }

  // The tests share the server.
  ~SessionTest() override { Administer("ALTER DATABASE postgres RESET ALL"); }

  void Administer(const std::string& sql) {
    const absl::Status status =
        admin_.With([&](Connection& connection) { return connection.Execute(sql); });
    ASSERT_TRUE(status.ok()) << sql << ": " << status;
  }

  std::string Url(absl::string_view database = "postgres") const {
    return absl::StrReplaceAll(database_.url(), {{"/postgres?", absl::StrCat("/", database, "?")},
                                                 {"user=lossy", "user=guest"}});
  }

  Pool::Options Options() const {
    return {.url = Url(),
            .schema = "things",
            .size = 2,
            .limits = {.statement = absl::Seconds(20)},
            .retry_pause = absl::ZeroDuration(),
            .longest_retry_pause = absl::ZeroDuration()};
  }

  // Opens a connection and returns the message for the operator.
  std::string Problem(const std::string& url) {
    const absl::Status status =
        Connection::Open(url, "things", {.statement = absl::Seconds(20)}).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << status;
    return std::string(status.message());
  }

  TestDatabase& database_ = TestDatabase::Shared();
  prometheus::Registry admin_registry_;
  // CREATE DATABASE is slow on a busy machine.
  Pool admin_{
      {.url = database_.url(), .schema = "public", .limits = {.statement = absl::Minutes(1)}},
      admin_registry_};
  prometheus::Registry registry_;
};

TEST_F(SessionTest, EachConnectionHasTheSettingsOfItsPool) {
  prometheus::Registry registry;
  Pool::Options options = Options();
  options.settings = {{"enable_hashjoin", "off"}, {"work_mem", "123kB"}};
  Pool pool(options, registry);
  // The transaction holds a connection, so the pool opens another one for the query.
  const absl::Status status = pool.Transaction([&](Transaction& transaction) {
    for (Queries* queries : {static_cast<Queries*>(&transaction), static_cast<Queries*>(&pool)}) {
      const absl::StatusOr<Rows> rows =
          queries->Query("SELECT current_setting('enable_hashjoin'), current_setting('work_mem')");
      EXPECT_EQ(rows->Text(0, 0), "off");
      EXPECT_EQ(rows->Text(0, 1), "123kB");
    }
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(SessionTest, StatesItsSettingsForARoleWithOtherSettings) {
  struct Inherited {
    absl::string_view name, value, stated;
  };
  const Inherited all[] = {{"client_encoding", "LATIN1", "UTF8"},
                           {"standard_conforming_strings", "off", "on"},
                           {"TimeZone", "Asia/Tokyo", "UTC"},
                           {"DateStyle", "SQL, DMY", "ISO, MDY"},
                           {"IntervalStyle", "sql_standard", "postgres"},
                           {"bytea_output", "escape", "hex"},
                           {"extra_float_digits", "-15", "1"},
                           {"array_nulls", "off", "on"},
                           {"transform_null_equals", "on", "off"},
                           {"search_path", "public", "things"},
                           {"default_transaction_isolation", "serializable", "read committed"},
                           {"transaction_isolation", "", "read committed"},
                           {"statement_timeout", "1h", "20s"},
                           {"idle_in_transaction_session_timeout", "1h", "20s"},
                           {"lock_timeout", "1h", "0"},
                           {"idle_session_timeout", "1h", "0"},
                           {"row_security", "on", "off"},
                           {"plan_cache_mode", "force_custom_plan", "auto"},
                           {"enable_seqscan", "on", "off"},
                           {"enable_indexscan", "off", "on"},
                           {"synchronous_commit", "off", "on"}};
  for (const Inherited& each : all) {
    if (each.value.empty()) continue;
    Administer(absl::StrCat("ALTER ROLE guest SET ", each.name, " = '", each.value, "'"));
  }
  Pool pool(Options(), registry_);
  for (const Inherited& each : all) {
    const absl::StatusOr<Rows> now = pool.Query("SELECT current_setting($1)", {each.name});
    ASSERT_TRUE(now.ok()) << now.status();
    EXPECT_EQ(now->Text(0, 0), each.stated) << each.name;
  }
}

TEST_F(SessionTest, StatesItsSettingsDespiteTheEnvironment) {
  const std::pair<const char*, const char*> variables[] = {
      {"PGCLIENTENCODING", "LATIN1"},
      {"PGTZ", "Asia/Tokyo"},
      {"PGDATESTYLE", "SQL, DMY"},
      {"PGOPTIONS", "-c search_path=public -c default_transaction_isolation=serializable"}};
  for (const auto& [name, value] : variables) ::setenv(name, value, /*overwrite=*/1);
  Pool pool(Options(), registry_);
  const absl::StatusOr<Rows> now = pool.Query(
      "SELECT concat_ws('; ', current_setting('client_encoding'), current_setting('TimeZone'), "
      "current_setting('DateStyle'), current_schema(), current_setting('transaction_isolation'))");
  for (const auto& [name, value] : variables) ::unsetenv(name);
  ASSERT_TRUE(now.ok()) << now.status();
  EXPECT_EQ(now->Text(0, 0), "UTF8; UTC; ISO, MDY; things; read committed");
}

TEST_F(SessionTest, KeepsTheCommitModeThatAnOperatorHasChosen) {
  Administer("ALTER ROLE guest SET synchronous_commit = remote_apply");
  Pool pool(Options(), registry_);
  const absl::StatusOr<Rows> mode = pool.Query("SELECT current_setting('synchronous_commit')");
  ASSERT_TRUE(mode.ok()) << mode.status();
  EXPECT_EQ(mode->Text(0, 0), "remote_apply");
}

TEST_F(SessionTest, ReturnsStoredValuesDespiteSettingsOfTheDatabase) {
  Administer("ALTER DATABASE postgres SET client_encoding = 'LATIN1'");
  Administer("ALTER DATABASE postgres SET bytea_output = 'escape'");
  Administer("ALTER DATABASE postgres SET extra_float_digits = -15");
  Administer("ALTER DATABASE postgres SET TimeZone = 'Asia/Kathmandu'");
  Pool pool(Options(), registry_);
  ASSERT_TRUE(pool.With([](Connection& connection) {
                    return connection.Execute(
                        "CREATE TABLE t (words text, data bytea, size double precision, "
                        "at timestamptz)");
                  })
                  .ok());
  const std::string words = "größer, 日本語, 🎬", bytes("\0\1\\\xff", 4);
  ASSERT_TRUE(pool.Query("INSERT INTO t VALUES ($1, $2, $3, $4)",
                         {words, Param::Bytes(bytes), 0.1 + 0.2, absl::FromUnixMicros(1)})
                  .ok());
  const absl::StatusOr<Rows> rows = pool.Query("SELECT words, data, size, at FROM t");
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->Text(0, 0), words);
  EXPECT_EQ(rows->Bytes(0, 1), bytes);
  EXPECT_EQ(rows->Double(0, 2), 0.1 + 0.2);
  EXPECT_EQ(rows->Text(0, 3), "1970-01-01 00:00:00.000001+00");
}

TEST_F(SessionTest, RefusesAStandbyUntilItIsThePrimary) {
  database_.BecomeStandby();
  EXPECT_THAT(Problem(Url()), HasSubstr("standby"));
  EXPECT_THAT(Problem(Url()), HasSubstr("target_session_attrs=read-write"));
  Pool pool(Options(), registry_);
  EXPECT_TRUE(absl::IsUnavailable(pool.Query("SELECT 1").status()));
  database_.BecomePrimary();
  const absl::Status status = pool.Query("SELECT 1").status();
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(SessionTest, RefusesADatabaseThatOnlyReads) {
  Administer("ALTER DATABASE postgres SET default_transaction_read_only = on");
  EXPECT_THAT(Problem(Url()), HasSubstr("default_transaction_read_only"));
  Pool pool(Options(), registry_);
  EXPECT_TRUE(absl::IsUnavailable(pool.Query("SELECT 1").status()));
}

TEST_F(SessionTest, RefusesADatabaseThatIsNotEncodedAsUtf8) {
  for (const char* encoding : {"LATIN1", "SQL_ASCII"}) {
    const std::string name = absl::StrCat("d_", encoding);
    Administer(absl::StrCat("CREATE DATABASE \"", name, "\" ENCODING '", encoding,
                            "' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"));
    EXPECT_THAT(Problem(Url(name)), HasSubstr(absl::StrCat("has the encoding ", encoding)));
  }
}

TEST_F(SessionTest, RefusesASchemaThatItsRoleMayNotUse) {
  Administer("ALTER SCHEMA things OWNER TO lossy");
  EXPECT_THAT(Problem(Url()), HasSubstr("GRANT USAGE ON SCHEMA things TO guest"));
}

TEST_F(SessionTest, RefusesARoleWhoseTriggersDoNotRun) {
  Administer("ALTER ROLE guest SET session_replication_role = replica");
  EXPECT_THAT(Problem(Url()), HasSubstr("session_replication_role is replica"));
}

TEST_F(SessionTest, RefusesToReadFewerRowsByAPolicy) {
  Administer("CREATE TABLE things.t AS SELECT 1 AS id");
  Administer("ALTER TABLE things.t ENABLE ROW LEVEL SECURITY");
  Administer("GRANT SELECT ON things.t TO guest");
  Pool pool(Options(), registry_);
  EXPECT_FALSE(pool.Query("SELECT * FROM t").ok());
}

}  // namespace
}  // namespace lossy::base::pg
