#include "contract/json_value/json_value.h"

#include "gtest/gtest.h"

namespace lossy::contract {
namespace {

TEST(JsonValueTest, PrintsOneLine) {
  const JsonValue value = JsonValue::Object({{"a", 1},
                                             {"b", JsonValue::List({true, JsonValue(), 0.5})},
                                             {"c", JsonValue::Object()},
                                             {"d", "\"\n"}});
  EXPECT_EQ(value.Line(), R"({"a": 1, "b": [true, null, 0.5], "c": {}, "d": "\"\n"})");
}

TEST(JsonValueTest, IndentsMembersAndKeepsListsOfScalarsInOneLine) {
  const JsonValue value = JsonValue::Object(
      {{"a", JsonValue::List({1, 2})}, {"b", JsonValue::List({JsonValue::Object({{"c", 3}})})}});
  EXPECT_EQ(value.Page(), R"({
  "a": [1, 2],
  "b": [
    {
      "c": 3
    }
  ]
}
)");
}

TEST(JsonValueTest, ReplacesAMemberInItsPlace) {
  JsonValue value = JsonValue::Object({{"a", 1}, {"b", 2}});
  value.Set("a", 3).Set("c", 4).SetText("d", "");
  EXPECT_EQ(value.Line(), R"({"a": 3, "b": 2, "c": 4})");
}

TEST(JsonValueTest, IsEmptyWithoutMembers) {
  EXPECT_TRUE(JsonValue::Object().empty());
  EXPECT_TRUE(JsonValue::List().empty());
  EXPECT_FALSE(JsonValue::List({1}).empty());
  EXPECT_FALSE(JsonValue().empty());
}

}  // namespace
}  // namespace lossy::contract
