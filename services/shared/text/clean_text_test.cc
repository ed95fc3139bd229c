#include "services/shared/text/clean_text.h"

#include "gtest/gtest.h"

namespace lossy::services {
namespace {

TEST(CleanText, DropsControlCharacters) {
  EXPECT_EQ(CleanText(absl::string_view("a\0b\x1b[1mc\x7f", 8)), "ab[1mc");
  EXPECT_EQ(CleanText("a\xc2\x85\xc2\x9f"
                      "b"),
            "ab");
}

TEST(CleanText, DropsDirectionControls) {
  EXPECT_EQ(CleanText("a\u202Egpj.exe\u202C b\u2066c\u2069"), "agpj.exe bc");
  EXPECT_EQ(CleanText("\u2029\u202F\u2065\u206A\u200F"), "\u2029\u202F\u2065\u206A\u200F");
}

TEST(CleanText, KeepsWordsApartThatALineBreakSeparated) {
  EXPECT_EQ(CleanText("slow\npacing\there"), "slow pacing here");
}

TEST(CleanText, KeepsEveryOtherCharacter) {
  EXPECT_EQ(CleanText("é\xc2\xa0ü 😀 <b>"), "é\xc2\xa0ü 😀 <b>");
  EXPECT_EQ(CleanText("\xc2"), "\xc2");
}

TEST(CleanText, TrimsItsEnds) {
  EXPECT_EQ(CleanText(" \n a b \t"), "a b");
  EXPECT_EQ(CleanText(" \r\n"), "");
}

TEST(CleanText, CutsBetweenTwoCharacters) {
  EXPECT_EQ(CleanText("aéb", 2), "a");
  EXPECT_EQ(CleanText("aéb", 3), "aé");
  EXPECT_EQ(CleanText("aéb", 4), "aéb");
}

TEST(WithoutMarkup, LeavesNothingThatAPageTakesForATag) {
  EXPECT_EQ(WithoutMarkup("a <b>c</b> & d"), "a ‹b›c‹/b› & d");
}

}  // namespace
}  // namespace lossy::services
