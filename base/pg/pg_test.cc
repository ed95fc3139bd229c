#include <vector>

#include "base/pg/migrate.h"
#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "base/testing/eventually.h"
#include "gtest/gtest.h"

namespace lossy::base::pg {
namespace {

constexpr Migration kMigrations[] = {
    {"0001_things", "CREATE TABLE things (id bigint PRIMARY KEY, name text, at timestamptz)"},
    {"0002_more", "ALTER TABLE things ADD COLUMN data bytea, ADD COLUMN size double precision"},
};

class PgTest : public testing::Test {
 protected:
  Pool::Options Options(absl::string_view schema) {
    Pool::Options options;
    options.url = TestDatabase::Shared().url();
    options.schema = std::string(schema);
    options.size = 2;
    options.acquire_timeout = absl::Milliseconds(300);
    options.retry_pause = absl::ZeroDuration();
    return options;
  }

  prometheus::Registry registry_;
};

TEST_F(PgTest, ReturnsStoredValues) {
  Pool pool(Options("roundtrip"), registry_);
  ASSERT_TRUE(Migrate(pool, kMigrations).ok());
  const absl::Time at = absl::FromUnixMicros(1761400000123456);
  const std::string bytes("\0\1\xff", 3);
  ASSERT_TRUE(pool.Query("INSERT INTO things VALUES ($1, $2, $3, $4, $5)",
                         {1, "it's \"x\"", at, Param::Bytes(bytes), 0.1})
                  .ok());
  absl::StatusOr<Rows> rows = pool.Query("SELECT id, name, micros(at), data, size FROM things");
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(rows->Int(0, 0), 1);
  EXPECT_EQ(rows->Text(0, 1), "it's \"x\"");
  EXPECT_EQ(rows->Time(0, 2), at);
  EXPECT_EQ(rows->Bytes(0, 3), bytes);
  EXPECT_EQ(rows->Double(0, 4), 0.1);
}

TEST_F(PgTest, ReturnsArraysAsRows) {
  Pool pool(Options("arrays"), registry_);
  const std::string bytes("\0\xff", 2);
  const absl::StatusOr<Rows> rows =
      pool.Query("SELECT a, b, c FROM unnest($1::text[], $2::bytea[], $3::bigint[]) AS g(a, b, c)",
                 {Param::Texts({"it's \"x\", {}", ""}), Param::Blobs({bytes, ""}),
                  Param::Ints({-1, std::int64_t{1} << 40})});
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 2);
  EXPECT_EQ(rows->Text(0, 0), "it's \"x\", {}");
  EXPECT_EQ(rows->Bytes(0, 1), bytes);
  EXPECT_EQ(rows->Int(0, 2), -1);
  EXPECT_EQ(rows->Text(1, 0), "");
  EXPECT_EQ(rows->Bytes(1, 1), "");
  EXPECT_EQ(rows->Int(1, 2), std::int64_t{1} << 40);
}

TEST_F(PgTest, SendsUuidsAsAnArray) {
  Pool pool(Options("uuids"), registry_);
  constexpr char kOne[] = "00000000-0000-4000-8000-000000000001";
  constexpr char kTwo[] = "00000000-0000-4000-8000-000000000002";
  const auto count = [&](std::vector<absl::string_view> ids) {
    return pool.Query("SELECT cardinality($1::uuid[])", {Param::Uuids(ids)});
  };
  EXPECT_EQ(count({})->Int(0, 0), 0);
  EXPECT_EQ(count({kOne, kTwo})->Int(0, 0), 2);
  EXPECT_FALSE(count({kOne, "no UUID"}).ok());
}

TEST_F(PgTest, RefusesATextThatTheDatabaseWouldTakeForAnotherOne) {
  Pool pool(Options("nul"), registry_);
  const auto echo = [&](const std::string& text) {
    return pool.Query("SELECT $1::text", {text}).status();
  };
  EXPECT_TRUE(echo("a").ok());
  for (const std::string& text :
       {std::string("a\0b", 3), std::string("\0", 1), std::string("a\0", 2)}) {
    EXPECT_TRUE(absl::IsInvalidArgument(echo(text)));
    EXPECT_TRUE(absl::IsInvalidArgument(
        pool.Query("SELECT unnest($1::text[])", {Param::Texts({text})}).status()));
  }
  for (const char* text : {"\xff", "\xc3", "\xed\xa0\x80", "a\xc0\x80"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(echo(text)));
  }
  EXPECT_TRUE(echo("still there").ok());
}

TEST_F(PgTest, DistinguishesAUniqueViolationFromOtherErrors) {
  Pool pool(Options("unique_rows"), registry_);
  ASSERT_TRUE(Migrate(pool, kMigrations).ok());
  ASSERT_TRUE(pool.Query("INSERT INTO things (id) VALUES (7)").ok());
  EXPECT_TRUE(absl::IsAlreadyExists(pool.Query("INSERT INTO things (id) VALUES (7)").status()));
  EXPECT_TRUE(absl::IsInternal(pool.Query("SELECT nothing").status()));
  EXPECT_TRUE(pool.Query("SELECT 1").ok());
}

TEST_F(PgTest, RollsBackATransactionThatFails) {
  Pool pool(Options("rollback"), registry_);
  ASSERT_TRUE(Migrate(pool, kMigrations).ok());
  absl::Status status = pool.Transaction([](Transaction& transaction) {
    EXPECT_TRUE(transaction.Query("INSERT INTO things (id) VALUES (1)").ok());
    return absl::CancelledError("changed my mind");
  });
  EXPECT_TRUE(absl::IsCancelled(status));
  EXPECT_EQ(pool.Query("SELECT count(*) FROM things")->Int(0, 0), 0);
}

TEST_F(PgTest, CancelsAStatementThatRunsTooLong) {
  Pool::Options options = Options("slow");
  options.limits.statement = absl::Milliseconds(100);
  Pool pool(options, registry_);
  EXPECT_TRUE(absl::IsDeadlineExceeded(pool.Query("SELECT pg_sleep(60)").status()));
  EXPECT_TRUE(pool.Query("SELECT 1").ok());
}

TEST_F(PgTest, LeavesAReadOnlyServer) {
  Pool::Options options = Options("standby");
  options.size = 1;
  Pool pool(options, registry_);
  ASSERT_TRUE(Migrate(pool, kMigrations).ok());
  ASSERT_TRUE(pool.Query("SET default_transaction_read_only = on").ok());
  EXPECT_TRUE(absl::IsUnavailable(pool.Query("INSERT INTO things (id) VALUES (1)").status()));
  EXPECT_TRUE(pool.Query("INSERT INTO things (id) VALUES (1)").ok());
}

TEST_F(PgTest, HasTheServerEndATransactionThatLiesIdle) {
  Pool::Options options = Options("idle");
  options.limits.statement = absl::Milliseconds(100);
  Pool pool(options, registry_);
  const absl::Status status = pool.With([&](Connection& connection) {
    EXPECT_TRUE(connection.Execute("BEGIN").ok());
    // Healthy sees the end of the connection without a statement.
    EXPECT_TRUE(Eventually([&] { return !connection.Healthy(); }));
    return connection.Query("SELECT 1").status();
  });
  EXPECT_TRUE(absl::IsUnavailable(status)) << status;
  EXPECT_TRUE(pool.Query("SELECT 1").ok());
}

TEST_F(PgTest, RefusesWhenEveryConnectionIsLent) {
  Pool pool(Options("busy"), registry_);
  absl::Status inner;
  ASSERT_TRUE(pool.With([&](Connection&) {
                    return pool.With([&](Connection&) {
                      inner = pool.Query("SELECT 1").status();
                      return absl::OkStatus();
                    });
                  })
                  .ok());
  EXPECT_TRUE(absl::IsUnavailable(inner));
}

}  // namespace
}  // namespace lossy::base::pg
