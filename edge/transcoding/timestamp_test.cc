#include "edge/transcoding/timestamp.h"

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

struct Case {
  std::int64_t seconds;
  std::int32_t nanos;
  absl::string_view json;
};

TEST(Timestamp, IsWrittenInUtcWithAFractionOnlyWhereThereIsOne) {
  const Case kCases[] = {
      {0, 0, R"("1970-01-01T00:00:00Z")"},
      {1761393600, 0, R"("2025-10-25T12:00:00Z")"},
      {1761393600, 500'000'000, R"("2025-10-25T12:00:00.500Z")"},
      {1761393600, 1'000, R"("2025-10-25T12:00:00.000001Z")"},
      {1761393600, 999, R"("2025-10-25T12:00:00Z")"},
      {1761393600, 123'456'789, R"("2025-10-25T12:00:00.123456Z")"},
      {-1, 0, R"("1969-12-31T23:59:59Z")"},
      {951782400, 0, R"("2000-02-29T00:00:00Z")"},
      {-62'135'596'800, 0, R"("0001-01-01T00:00:00Z")"},
      {253'402'300'799, 0, R"("9999-12-31T23:59:59Z")"},
  };
  for (const Case& c : kCases) {
    std::string out;
    EXPECT_TRUE(AppendTimestampJson(c.seconds, c.nanos, &out));
    EXPECT_EQ(out, c.json);
  }
}

TEST(Timestamp, IsRefusedOutsideOfItsRange) {
  std::string out;
  EXPECT_FALSE(AppendTimestampJson(-62'135'596'801, 0, &out));
  EXPECT_FALSE(AppendTimestampJson(253'402'300'800, 0, &out));
  EXPECT_FALSE(AppendTimestampJson(INT64_MAX, 0, &out));
  EXPECT_FALSE(AppendTimestampJson(INT64_MIN, 0, &out));
  EXPECT_FALSE(AppendTimestampJson(0, -1, &out));
  EXPECT_FALSE(AppendTimestampJson(0, 1'000'000'000, &out));
}

TEST(Timestamp, IsReadWithAnyOffset) {
  const Case kCases[] = {
      {1761393600, 0, "2025-10-25T12:00:00Z"},
      {1761393600, 500'000'000, "2025-10-25T12:00:00.5Z"},
      {1761393600, 123'456'789, "2025-10-25T14:00:00.123456789+02:00"},
      {-1, 250'000'000, "1969-12-31T23:59:59.25Z"},
  };
  for (const Case& c : kCases) {
    std::int64_t seconds = 0;
    std::int32_t nanos = 0;
    EXPECT_TRUE(ParseTimestamp(c.json, &seconds, &nanos)) << c.json;
    EXPECT_EQ(seconds, c.seconds) << c.json;
    EXPECT_EQ(nanos, c.nanos) << c.json;
  }
}

TEST(Timestamp, IsNoOtherText) {
  for (const char* text :
       {"", "now", "infinite-future", "2025-10-25", "2025-10-25T12:00:00", "2025-13-01T00:00:00Z",
        " 2025-10-25T12:00:00Z", "2025-10-25T12:00:00Z ", "10000-01-01T00:00:00Z", "1761393600"}) {
    std::int64_t seconds;
    std::int32_t nanos;
    EXPECT_FALSE(ParseTimestamp(text, &seconds, &nanos)) << text;
  }
}

}  // namespace
}  // namespace lossy::edge
