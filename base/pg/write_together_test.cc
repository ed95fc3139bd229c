#include "base/pg/write_together.h"

#include <string>

#include "base/pg/array_param.h"
#include "base/pg/test_database.h"
#include "gmock/gmock.h"

namespace lossy::base::pg {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kStrange[] = "a \"b\" \\ {c},NULL\n'";

class WriteTogetherTest : public testing::Test {
 protected:
  WriteTogetherTest() {
    EXPECT_TRUE(pool_
                    .With([](Connection& connection) {
                      return connection.Execute(
                          "DROP TABLE IF EXISTS written; CREATE TABLE written (item bigint)");
                    })
                    .ok());
  }

  // Writes three items. The item `bad` fails; -1: none does.
  std::vector<absl::optional<absl::Status>> Write(int bad, bool name_it, std::size_t count = 3) {
    return WriteTogether(
        pool_, count,
        [&](Transaction& transaction, absl::Span<const std::size_t> items,
            std::vector<std::size_t>& rejected) -> absl::Status {
          ++attempts_;
          for (const std::size_t item : items) {
            const auto number = static_cast<std::int64_t>(item);
            EXPECT_TRUE(transaction.Query("INSERT INTO written VALUES ($1)", {number}).ok());
            if (number != bad) continue;
            if (name_it) rejected.push_back(item);
            return absl::ResourceExhaustedError("bad");
          }
          return absl::OkStatus();
        });
  }

  std::vector<std::int64_t> Written() {
    const absl::StatusOr<Rows> rows = pool_.Query("SELECT item FROM written ORDER BY item");
    EXPECT_TRUE(rows.ok()) << rows.status();
    std::vector<std::int64_t> items;
    for (int i = 0; i < rows->size(); ++i) items.push_back(rows->Int(i, 0));
    return items;
  }

  prometheus::Registry registry_;
  Pool pool_{{.url = TestDatabase::Shared().url(), .schema = "public", .size = 1}, registry_};
  int attempts_ = 0;
};

TEST_F(WriteTogetherTest, WritesAllItemsInOneTransaction) {
  EXPECT_THAT(Write(-1, true), ElementsAre(absl::OkStatus(), absl::OkStatus(), absl::OkStatus()));
  EXPECT_EQ(attempts_, 1);
  EXPECT_THAT(Written(), ElementsAre(0, 1, 2));
}

TEST_F(WriteTogetherTest, LeavesARejectedItemToItsCaller) {
  EXPECT_THAT(Write(1, true), ElementsAre(absl::OkStatus(), absl::nullopt, absl::OkStatus()));
  EXPECT_EQ(attempts_, 2);
  EXPECT_THAT(Written(), ElementsAre(0, 2));
}

TEST_F(WriteTogetherTest, LeavesAllItemsToTheirCallersIfNoneIsNamed) {
  EXPECT_THAT(Write(1, false), ElementsAre(absl::nullopt, absl::nullopt, absl::nullopt));
  EXPECT_THAT(Written(), IsEmpty());
}

TEST_F(WriteTogetherTest, ReturnsTheErrorOfASingleItem) {
  const auto statuses = Write(0, true, 1);
  ASSERT_EQ(statuses.size(), 1);
  ASSERT_TRUE(statuses[0].has_value());
  EXPECT_TRUE(absl::IsResourceExhausted(*statuses[0]));
  EXPECT_THAT(Written(), IsEmpty());
}

TEST_F(WriteTogetherTest, ReturnsUnavailableForAllItemsAfterOneAttempt) {
  const auto statuses = WriteTogether(
      pool_, 2, [&](Transaction&, absl::Span<const std::size_t>, std::vector<std::size_t>&) {
        ++attempts_;
        return absl::UnavailableError("down");
      });
  EXPECT_THAT(statuses,
              ElementsAre(absl::UnavailableError("down"), absl::UnavailableError("down")));
  EXPECT_EQ(attempts_, 1);
}

TEST_F(WriteTogetherTest, ReadsTheValuesOfAnArrayAsTheyWere) {
  const absl::StatusOr<Rows> rows = pool_.Query(
      "SELECT a, b, c FROM unnest($1::text[], $2::double precision[], $3::bytea[]) "
      "AS r (a, b, c)",
      {ArrayOf({Param(kStrange), Param(absl::nullopt), Param("")}),
       ArrayOf({Param(0.1), Param(absl::nullopt), Param(-1.5)}),
       ArrayOf({Param::Bytes(std::string("\0\\\"", 3)), Param(absl::nullopt), Param::Bytes("")})});
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 3);
  EXPECT_EQ(rows->Text(0, 0), kStrange);
  EXPECT_TRUE(rows->IsNull(1, 0));
  EXPECT_EQ(rows->OptionalText(2, 0), "");
  EXPECT_EQ(rows->Double(0, 1), 0.1);
  EXPECT_TRUE(rows->IsNull(1, 1));
  EXPECT_EQ(rows->Bytes(0, 2), std::string("\0\\\"", 3));
  EXPECT_TRUE(rows->IsNull(1, 2));
  EXPECT_EQ(rows->Bytes(2, 2), "");
}

}  // namespace
}  // namespace lossy::base::pg
