#include "services/shared/text/fit_text.h"

#include "gtest/gtest.h"

namespace lossy::services {
namespace {

TEST(FitText, LeavesAFittingTextUnchanged) {
  EXPECT_EQ(FitText("the pacing is too slow"), "the pacing is too slow");
  EXPECT_EQ(FitName("gpt-4o-mini"), "gpt-4o-mini");
}

TEST(FitText, CutsAfterTheMarkupWasReplaced) {
  EXPECT_EQ(FitName(std::string(64, '<')).size(), 63);
  EXPECT_EQ(FitText(std::string(10'000, '<')).size(), 9'999);
}

TEST(FitText, CutsBetweenTwoCharacters) {
  EXPECT_EQ(FitName(std::string(63, 'a') + "é"), std::string(63, 'a'));
  EXPECT_EQ(FitName(std::string(62, 'a') + "éb"), std::string(62, 'a') + "é");
}

TEST(FitText, ReplacesInvalidUtf8) {
  EXPECT_EQ(FitName("a\xff"), "a\uFFFD");
  EXPECT_EQ(FitName(std::string(100, '\xff')).size(), 63);
  EXPECT_EQ(FitName("😀"), "😀");
}

TEST(FitText, IsEmptyIfNothingMayBeStored) { EXPECT_EQ(FitText("\x01 \x7f\n"), ""); }

}  // namespace
}  // namespace lossy::services
