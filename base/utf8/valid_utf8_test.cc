#include "base/utf8/valid_utf8.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lossy::base {
namespace {

std::string Valid(absl::string_view text) { return ValidUtf8(text, 1000); }

TEST(ValidUtf8, LeavesUtf8Alone) {
  for (const char* text : {"", "abc\n", "é", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xef\xbf\xbf",
                           "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_EQ(Valid(text), text);
  }
}

TEST(ValidUtf8, ReplacesEachByteOfNoCharacter) {
  EXPECT_EQ(Valid("a\xff"
                  "b"),
            "a\xef\xbf\xbd"
            "b");
  for (const char* text :
       {"\xc3", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe2\x82",
        "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80"}) {
    std::string replaced;
    for (const char* byte = text; *byte != '\0'; ++byte) replaced += "\xef\xbf\xbd";
    EXPECT_EQ(Valid(text), replaced);
  }
}

TEST(ValidUtf8, CutsBetweenTwoCharacters) {
  EXPECT_EQ(ValidUtf8("aéb", 2), "a");
  EXPECT_EQ(ValidUtf8("aéb", 3), "aé");
  EXPECT_EQ(ValidUtf8("\xff", 2), "");
}

}  // namespace
}  // namespace lossy::base
