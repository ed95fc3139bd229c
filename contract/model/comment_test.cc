#include "contract/model/comment.h"

#include "gtest/gtest.h"

namespace lossy::contract {
namespace {

TEST(CommentTest, JoinsTheLinesOfAParagraph) {
  EXPECT_EQ(CleanComment(" Adds a card\n to the board.\n\n Then ends.\n"),
            "Adds a card to the board.\n\nThen ends.");
}

TEST(CommentTest, KeepsTheLinesOfAList) {
  EXPECT_EQ(CleanComment(" A list:\n - one,\n   continued\n - two\n The end.\n"),
            "A list:\n- one, continued\n- two\nThe end.");
}

TEST(CommentTest, FindsTheUnitInTheNameOrTheComment) {
  EXPECT_EQ(UnitOf("", "retry_after_ms"), "ms");
  EXPECT_EQ(UnitOf("Milliseconds of the pause.", "pause"), "ms");
  EXPECT_EQ(UnitOf("The time, in seconds.", "time"), "s");
  EXPECT_EQ(UnitOf("Bytes of all texts.", "size"), "bytes");
  EXPECT_EQ(UnitOf("0 to 1.", "weight"), "");
}

TEST(CommentTest, ReadsThatAValueIsRequired) {
  EXPECT_TRUE(SaysRequired("Required."));
  EXPECT_TRUE(SaysRequired("UUID; required."));
  EXPECT_TRUE(SaysRequired("The title. Required, 1 to 64 bytes."));
  EXPECT_FALSE(SaysRequired("Required unless the URL contains the id."));
  EXPECT_FALSE(SaysRequired("Not required."));
  EXPECT_FALSE(SaysRequired(""));
}

TEST(CommentTest, TakesTheFirstSentence) {
  EXPECT_EQ(FirstSentence("Adds a card. Then ends."), "Adds a card.");
  EXPECT_EQ(FirstSentence("Values of 0.5 are fine. Others, too."), "Values of 0.5 are fine.");
  EXPECT_EQ(FirstSentence("One sentence.\n\nAnother one."), "One sentence.");
}

}  // namespace
}  // namespace lossy::contract
