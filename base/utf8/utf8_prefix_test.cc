#include "base/utf8/utf8_prefix.h"

#include "gtest/gtest.h"

namespace lossy::base {
namespace {

TEST(Utf8PrefixTest, KeepsAShortText) { EXPECT_EQ(Utf8Prefix("né", 3), "né"); }

TEST(Utf8PrefixTest, CutsBetweenCharacters) {
  EXPECT_EQ(Utf8Prefix("né", 2), "n");
  EXPECT_EQ(Utf8Prefix("a€b", 3), "a");
  EXPECT_EQ(Utf8Prefix("a€b", 4), "a€");
  EXPECT_EQ(Utf8Prefix("😀", 3), "");
  EXPECT_EQ(Utf8Prefix("abc", 0), "");
}

}  // namespace
}  // namespace lossy::base
