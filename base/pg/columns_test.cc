#include "base/pg/columns.h"

#include <limits>

#include "absl/types/optional.h"
#include "base/pg/migrate.h"
#include "base/pg/pool.h"
#include "base/pg/test_database.h"
#include "gtest/gtest.h"

namespace lossy::base::pg {
namespace {

struct Thing {
  std::int64_t id = 0;
  std::string name;
  absl::optional<double> size;
  bool good = false;
  absl::Time made;
  std::string data;

  bool operator==(const Thing&) const = default;
};

constexpr Column<Thing> kArray[] = {
    MemberColumn<&Thing::id>("id"),
    MemberColumn<&Thing::name>("name"),
    MemberColumn<&Thing::size>("size"),
    MemberColumn<&Thing::good>("good"),
    {.name = "made",
     .read = [](RowReader& reader, Thing* thing) { thing->made = reader.Next<absl::Time>(); },
     .write = [](const Thing& thing) { return Param(thing.made); },
     .expression = "micros(made)"},
    {.name = "data",
     .read = [](RowReader& reader, Thing* thing) { thing->data = reader.NextBytes(); },
     .write = [](const Thing& thing) { return Param::Bytes(thing.data); }},
    {.name = "note", .write = [](const Thing&) { return Param("only written"); }},
    {.name = "seq", .read = [](RowReader& reader, Thing*) { EXPECT_EQ(reader.Next<int>(), 7); }},
};
constexpr Columns<Thing> kColumns(kArray);

TEST(ColumnsTest, NamesTheColumnsOfEachStatement) {
  EXPECT_EQ(kColumns.Selected(), "id, name, size, good, micros(made), data, seq");
  EXPECT_EQ(kColumns.Written(), "id, name, size, good, made, data, note");
  EXPECT_EQ(kColumns.Placeholders(3), "$3, $4, $5, $6, $7, $8, $9");
  EXPECT_EQ(kColumns.Assignments(1),
            "id = $1, name = $2, size = $3, good = $4, made = $5, data = $6, note = $7");
}

TEST(ColumnsTest, ReadsTheRowsThatItWrote) {
  prometheus::Registry registry;
  Pool pool({.url = TestDatabase::Shared().url(), .schema = "columns"}, registry);
  ASSERT_TRUE(Migrate(pool, {{"0001", R"sql(
      CREATE TABLE things (id bigint, name text, size double precision, good boolean,
                           made timestamptz, data bytea, note text, seq int DEFAULT 7))sql"}})
                  .ok());
  const std::string insert = absl::StrCat("INSERT INTO things (", kColumns.Written(), ") VALUES (",
                                          kColumns.Placeholders(1), ")");
  const Thing small{.id = 1, .name = "it's", .data = std::string("\0\xff", 2)};
  const Thing large{.id = std::numeric_limits<std::int64_t>::max(),
                    .size = 0.1,
                    .good = true,
                    .made = absl::FromUnixMicros(1761400000123456)};
  for (const Thing& thing : {small, large}) {
    std::vector<Param> params;
    kColumns.Bind(thing, &params);
    const absl::Status written = pool.Query(insert, params).status();
    ASSERT_TRUE(written.ok()) << written;
  }
  const absl::StatusOr<Rows> rows = pool.Query(
      absl::StrCat("SELECT ", kColumns.Selected(), ", 'more' AS extra FROM things ORDER BY id"));
  ASSERT_TRUE(rows.ok()) << rows.status();
  EXPECT_EQ(kColumns.ReadAll(*rows), (std::vector<Thing>{small, large}));
  RowReader reader(*rows, 0);
  EXPECT_EQ(kColumns.Read(reader), small);
  EXPECT_EQ(reader.Next<std::string>(), "more");
  EXPECT_EQ(rows->Text(1, rows->Column("extra")), "more");
}

}  // namespace
}  // namespace lossy::base::pg
