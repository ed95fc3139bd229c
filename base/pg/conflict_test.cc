// Tests conflicting transactions.

#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "gtest/gtest.h"

namespace lossy::base::pg {
namespace {

class ConflictTest : public testing::Test {
 protected:
  ConflictTest() {
    Administer("ALTER DATABASE postgres SET default_transaction_isolation = 'serializable'");
    Administer("DROP TABLE IF EXISTS public.counters");
    Administer("CREATE TABLE public.counters (id int PRIMARY KEY, n int NOT NULL)");
    Administer("INSERT INTO public.counters VALUES (1, 0), (2, 0)");
  }

  void Administer(const std::string& sql) {
    const absl::Status status =
        admin_.With([&](Connection& connection) { return connection.Execute(sql); });
    ASSERT_TRUE(status.ok()) << sql << ": " << status;
  }

  // Makes fail() raise the error of a conflict `times` times.
  void FailFor(absl::string_view state, int times) {
    Administer("DROP SEQUENCE IF EXISTS public.failures; CREATE SEQUENCE public.failures");
    Administer(absl::StrCat(
        "CREATE OR REPLACE FUNCTION public.fail() RETURNS int LANGUAGE plpgsql AS $$ BEGIN "
        "IF nextval('failures') <= ",
        times, " THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '", state,
        "'; END IF; RETURN 1; END $$"));
  }

  static absl::Status Add(Transaction& transaction, int id) {
    return transaction.Query("UPDATE counters SET n = n + 1 WHERE id = $1", {id}).status();
  }

  std::int64_t Sum() { return pool_.Query("SELECT sum(n) FROM counters")->Int(0, 0); }

  static Pool::Options Options(int size) {
    return {.url = TestDatabase::Shared().url(),
            .schema = "public",
            .size = size,
            .acquire_timeout = absl::Seconds(20),
            .limits = {.statement = absl::Seconds(20)}};
  }

  prometheus::Registry admin_registry_;
  Pool admin_{Options(1), admin_registry_};
  prometheus::Registry registry_;
  Pool pool_{Options(8), registry_};
};

TEST_F(ConflictTest, ASerializableDefaultIsNotInherited) {
  int tries = 0;
  const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
    ++tries;
    EXPECT_TRUE(transaction.Query("SELECT n FROM counters WHERE id = 1").ok());
    Administer("UPDATE public.counters SET n = n + 1 WHERE id = 1");
    return Add(transaction, 1);
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(tries, 1);
  EXPECT_EQ(Sum(), 2);
}

TEST_F(ConflictTest, ATransactionThatSeesAConflictIsRepeated) {
  int tries = 0;
  const absl::Status status = pool_.Transaction([&](Transaction& transaction) {
    EXPECT_TRUE(transaction.SetLocal({{"transaction_isolation", "'repeatable read'"}}).ok());
    EXPECT_TRUE(transaction.Query("SELECT n FROM counters WHERE id = 1").ok());
    if (++tries == 1) Administer("UPDATE public.counters SET n = n + 1 WHERE id = 1");
    return Add(transaction, 1);
  });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(tries, 2);
  EXPECT_EQ(Sum(), 2);
}

TEST_F(ConflictTest, OneStatementIsRepeatedAsWell) {
  for (const char* state : {"40001", "40P01"}) {
    FailFor(state, 2);
    const absl::Status status = pool_.Query("SELECT fail()").status();
    EXPECT_TRUE(status.ok()) << status;
  }
}

TEST_F(ConflictTest, AConflictWithoutEndIsToBeTriedAgainLater) {
  FailFor("40001", 1'000'000);
  EXPECT_TRUE(absl::IsUnavailable(pool_.Query("SELECT fail()").status()));
  EXPECT_TRUE(absl::IsUnavailable(pool_.Transaction(
      [](Transaction& transaction) { return transaction.Query("SELECT fail()").status(); })));
}

TEST_F(ConflictTest, ATransactionOfUnknownOutcomeIsNotRepeated) {
  FailFor("40003", 1);
  EXPECT_TRUE(absl::IsUnavailable(pool_.Query("SELECT fail()").status()));
}

TEST_F(ConflictTest, AStatementWithAnErrorOfItsOwnIsNotRepeated) {
  int tries = 0;
  const absl::Status status = pool_.Transaction([&](Transaction&) {
    ++tries;
    return absl::AbortedError("The note was changed in between");
  });
  EXPECT_TRUE(absl::IsAborted(status));
  EXPECT_EQ(tries, 1);
}

TEST_F(ConflictTest, DeadlocksCostNoTransaction) {
  constexpr int kThreads = 4, kEach = 10;
  Administer("ALTER SYSTEM SET deadlock_timeout = '10ms'");
  Administer("SELECT pg_reload_conf()");
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this, i] {
      const int first = 1 + i % 2, second = 3 - first;
      for (int j = 0; j < kEach; ++j) {
        absl::Status status = absl::UnavailableError("");
        while (absl::IsUnavailable(status)) {
          status = pool_.Transaction([&](Transaction& transaction) {
            const absl::Status done = Add(transaction, first);
            return done.ok() ? Add(transaction, second) : done;
          });
        }
        EXPECT_TRUE(status.ok()) << status;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Sum(), 2 * kThreads * kEach);
}

}  // namespace
}  // namespace lossy::base::pg
