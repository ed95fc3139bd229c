#include "base/text/json_string.h"

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

std::string Json(absl::string_view text) {
  std::string out;
  AppendJsonString(text, &out);
  return out;
}

TEST(JsonString, LeavesPlainTextAlone) { EXPECT_EQ(Json("é 😀 / x"), "\"é 😀 / x\""); }

TEST(JsonString, EscapesReservedCharacters) {
  EXPECT_EQ(Json("a\"b\\c\nd\te\rf"), R"("a\"b\\c\nd\te\rf")");
  EXPECT_EQ(Json(absl::string_view("\0\x1f", 2)), R"("\u0000\u001f")");
}

}  // namespace
}  // namespace lossy::base
