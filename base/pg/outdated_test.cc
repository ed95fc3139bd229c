// Tests prepared statements whose tables change, or whose session is reset.

#include "absl/strings/str_cat.h"
#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "gtest/gtest.h"

namespace lossy::base::pg {
namespace {

class OutdatedTest : public testing::Test {
 protected:
  OutdatedTest() {
    Administer("DROP SCHEMA IF EXISTS outdated CASCADE");
    Administer("CREATE SCHEMA outdated");
    Administer("CREATE TABLE outdated.t (id int, words text)");
    Administer("CREATE TABLE outdated.counted (words text)");
    Administer(
        "CREATE OR REPLACE FUNCTION outdated.count() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN IF NEW.words <> '' THEN INSERT INTO counted VALUES (NEW.words); END IF; "
        "RETURN NEW; END $$");
    Administer(
        "CREATE TRIGGER count BEFORE INSERT ON outdated.t FOR EACH ROW EXECUTE FUNCTION "
        "outdated.count()");
  }

  void Administer(const std::string& sql) {
    const absl::Status status =
        admin_.With([&](Connection& connection) { return connection.Execute(sql); });
    ASSERT_TRUE(status.ok()) << sql << ": " << status;
  }

  static absl::Status InsertOn(Queries& queries) {
    return queries.Query("INSERT INTO t (id, words) VALUES ($1, $2)", {1, "a"}).status();
  }
  static absl::Status ReadOn(Queries& queries) {
    return queries.Query("SELECT * FROM t WHERE id = $1", {1}).status();
  }

  absl::Status Insert() { return pool_.With(InsertOn); }
  absl::Status Read() { return pool_.With(ReadOn); }

  static absl::Status ReadAndInsertOn(Queries& queries) {
    const absl::Status read = ReadOn(queries);
    return read.ok() ? InsertOn(queries) : read;
  }

  std::int64_t Count() { return pool_.Query("SELECT count(*) FROM t")->Int(0, 0); }

  prometheus::Registry registry_;
  Pool admin_{{.url = TestDatabase::Shared().url(), .schema = "public", .size = 1}, registry_};
  prometheus::Registry own_registry_;
  Pool pool_{{.url = TestDatabase::Shared().url(), .schema = "outdated", .size = 1}, own_registry_};
};

// Changes after which the server rejects older plans.
class ChangeTest : public OutdatedTest, public testing::WithParamInterface<const char*> {};

TEST_P(ChangeTest, CostsNoStatement) {
  ASSERT_TRUE(Insert().ok());
  ASSERT_TRUE(Read().ok());
  Administer(GetParam());
  EXPECT_TRUE(Insert().ok());
  EXPECT_TRUE(Read().ok());
  EXPECT_EQ(Count(), 2);
}

TEST_P(ChangeTest, CostsNoTransaction) {
  ASSERT_TRUE(pool_.Transaction(ReadAndInsertOn).ok());
  Administer(GetParam());
  int tries = 0;
  const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
    ++tries;
    return ReadAndInsertOn(transaction);
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_LE(tries, 2);
  EXPECT_EQ(Count(), 2);
}

TEST_P(ChangeTest, InTheMiddleOfATransactionCostsNoTransaction) {
  ASSERT_TRUE(pool_.Transaction(ReadAndInsertOn).ok());
  bool changed = false;
  const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
    if (!changed) Administer(GetParam());
    changed = true;
    EXPECT_TRUE(transaction.Query("SELECT 1").ok());
    return ReadAndInsertOn(transaction);
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Count(), 2);
}

INSTANTIATE_TEST_SUITE_P(
    Changes, ChangeTest,
    testing::Values(
        "ALTER TABLE outdated.t ADD COLUMN more text",
        "ALTER TABLE outdated.t ADD COLUMN more text NOT NULL DEFAULT 'x'",
        "ALTER TABLE outdated.t ALTER COLUMN id TYPE bigint",
        "ALTER TABLE outdated.t ALTER COLUMN id TYPE text",
        "ALTER TABLE outdated.t ALTER COLUMN words TYPE varchar(100)",
        "ALTER TABLE outdated.t ALTER COLUMN words SET NOT NULL",
        "ALTER TABLE outdated.t ADD CONSTRAINT short CHECK (length(words) < 9) NOT VALID",
        "ALTER TABLE outdated.t RENAME COLUMN words TO old; "
        "ALTER TABLE outdated.t ADD COLUMN words text; ALTER TABLE outdated.t DROP COLUMN old",
        "CREATE INDEX t_id ON outdated.t (id)",
        "ALTER TABLE outdated.t RENAME TO old; "
        "CREATE TABLE outdated.t AS SELECT id::bigint, words, 1 AS more FROM outdated.old"));

TEST_F(OutdatedTest, OneTransactionIsRepeatedOnceForManyOutdatedStatements) {
  const auto all = [](Transaction& transaction) {
    absl::Status status;
    for (int i = 0; status.ok() && i < 10; ++i) {
      status = transaction.Query(absl::StrCat("SELECT *, ", i, " FROM t")).status();
    }
    return status;
  };
  ASSERT_TRUE(pool_.Transaction(all).ok());
  Administer("ALTER TABLE outdated.t ADD COLUMN more text");
  int tries = 0;
  const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
    ++tries;
    return all(transaction);
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(tries, 2);
}

TEST_F(OutdatedTest, ATriggerWhosePlanAnotherStatementMadeCostsNoStatement) {
  constexpr char kOther[] = "INSERT INTO t (words, id) SELECT $1, 2";
  ASSERT_TRUE(Insert().ok());
  Administer("ALTER TABLE outdated.t ALTER COLUMN words TYPE varchar(100)");
  EXPECT_TRUE(pool_.Query(kOther, {"b"}).ok());
  Administer("ALTER TABLE outdated.t ALTER COLUMN words TYPE text");
  const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
    return transaction.Query("INSERT INTO t (words) VALUES ($1)", {"c"}).status();
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Count(), 3);
}

TEST_F(OutdatedTest, AStatementThatNewPlansDoNotHelpIsRepeatedOnce) {
  Administer(
      "CREATE OR REPLACE FUNCTION outdated.refuse() RETURNS int LANGUAGE plpgsql AS $$ BEGIN "
      "RAISE EXCEPTION 'no such type' USING ERRCODE = '42804'; END $$");
  EXPECT_TRUE(absl::IsInternal(pool_.Query("SELECT refuse()").status()));
  int tries = 0;
  const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
    ++tries;
    return transaction.Query("SELECT refuse()").status();
  });
  EXPECT_TRUE(absl::IsInternal(status)) << status;
  EXPECT_EQ(tries, 2);
}

TEST_F(OutdatedTest, AStatementThatLacksItsColumnFailsUntilTheColumnIsBack) {
  ASSERT_TRUE(Insert().ok());
  Administer("ALTER TABLE outdated.t RENAME COLUMN id TO number");
  EXPECT_TRUE(absl::IsInternal(Insert()));
  EXPECT_TRUE(absl::IsInternal(Insert()));
  Administer("ALTER TABLE outdated.t RENAME COLUMN number TO id");
  EXPECT_TRUE(Insert().ok());
}

// A pooler or an operator may run each of these commands.
TEST_F(OutdatedTest, ASessionThatWasResetIsReplacedAtOnce) {
  for (const char* reset : {"DEALLOCATE ALL", "DISCARD ALL"}) {
    ASSERT_TRUE(pool_.Query("SELECT 1").ok());
    ASSERT_TRUE(pool_.With([&](Connection& connection) { return connection.Execute(reset); }).ok());
    EXPECT_TRUE(pool_.Query("SELECT 1").ok());
    const absl::StatusOr<Rows> path = pool_.Query("SELECT current_setting('search_path')");
    ASSERT_TRUE(path.ok()) << path.status();
    EXPECT_EQ(path->Text(0, 0), "outdated");
  }
}

TEST_F(OutdatedTest, StatementsThatAnotherClientOfAPoolerLeftAreNotInTheWay) {
  const absl::Status status = pool_.With([](Connection& connection) {
    for (int i = 0; i < 20; ++i) {
      EXPECT_TRUE(connection.Execute(absl::StrCat("PREPARE s", i, " AS SELECT 'left'")).ok());
    }
    const absl::Status inserted = InsertOn(connection);
    return inserted.ok() ? ReadOn(connection) : inserted;
  });
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(OutdatedTest, ASessionThatWasResetInATransactionCostsNoTransaction) {
  ASSERT_TRUE(pool_.Transaction(ReadAndInsertOn).ok());
  int tries = 0;
  const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
    if (++tries == 1) {
      EXPECT_TRUE(transaction.Query("DEALLOCATE ALL").ok());
    }
    return ReadAndInsertOn(transaction);
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(tries, 2);
  EXPECT_EQ(Count(), 2);
}

// The holder of a session lock must not continue in a session that lost the lock.
TEST_F(OutdatedTest, ALentConnectionEndsWithItsSession) {
  const absl::Status status = pool_.With([](Connection& connection) {
    EXPECT_TRUE(connection.Query("SELECT pg_advisory_lock(1)").ok());
    EXPECT_TRUE(connection.Execute("DISCARD ALL").ok());
    EXPECT_TRUE(absl::IsUnavailable(connection.Query("SELECT pg_advisory_lock(1)").status()));
    EXPECT_FALSE(connection.Healthy());
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(OutdatedTest, ALentConnectionKeepsItsLocksWhenATableChanges) {
  const absl::Status status = pool_.With([&](Connection& connection) {
    EXPECT_TRUE(connection.Query("SELECT pg_advisory_lock(7)").ok());
    EXPECT_TRUE(ReadOn(connection).ok());
    Administer("ALTER TABLE outdated.t ADD COLUMN more text");
    EXPECT_TRUE(ReadOn(connection).ok());
    const absl::StatusOr<Rows> held = connection.Query("SELECT pg_advisory_unlock(7)");
    EXPECT_TRUE(held.ok() && held->Bool(0, 0));
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
}

TEST_F(OutdatedTest, ATransactionWhoseFailedStatementWasOverlookedIsNotTakenForDone) {
  const absl::Status status = pool_.Transaction([](Transaction& transaction) {
    EXPECT_TRUE(InsertOn(transaction).ok());
    EXPECT_FALSE(transaction.Query("SELECT 1 / 0").ok());
    return absl::OkStatus();
  });
  EXPECT_FALSE(status.ok());
  EXPECT_EQ(Count(), 0);
}

}  // namespace
}  // namespace lossy::base::pg
