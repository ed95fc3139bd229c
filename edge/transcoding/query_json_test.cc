#include "edge/transcoding/query_json.h"

#include "gtest/gtest.h"
#include "sample.pb.h"

namespace lossy::edge {
namespace {

template <typename T>
std::string Json(const std::vector<std::pair<std::string, std::string>>& params) {
  TableSet tables;
  return QueryJson(**tables.For(T::descriptor()), params);
}

TEST(QueryJsonTest, WritesEachValueAsItsFieldIsInJson) {
  EXPECT_EQ(Json<sample::Scalars>({{"an_int32", "-7"}, {"a_bool", "true"}, {"a_string", "7"}}),
            R"({"an_int32":-7,"a_bool":true,"a_string":"7"})");
}

TEST(QueryJsonTest, AnInvalidNumberStaysAString) {
  EXPECT_EQ(Json<sample::Scalars>({{"an_int32", "1,\"a_bool\":true"}, {"an_int64", ""}}),
            R"({"an_int32":"1,\"a_bool\":true","an_int64":""})");
  EXPECT_EQ(Json<sample::Scalars>({{"a_double", "soon"}}), R"({"a_double":"soon"})");
}

TEST(QueryJsonTest, KeepsUnknownNames) {
  EXPECT_EQ(Json<sample::Scalars>({{"colour", "red"}}), R"({"colour":"red"})");
  EXPECT_EQ(Json<sample::Scalars>({}), "{}");
}

}  // namespace
}  // namespace lossy::edge
