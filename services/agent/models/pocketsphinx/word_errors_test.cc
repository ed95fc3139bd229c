#include "services/agent/models/pocketsphinx/word_errors.h"

#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

int Errors(absl::string_view said, absl::string_view heard) {
  return CountWordErrors(said, heard).errors;
}

TEST(WordErrorsTest, EqualSentencesHaveNoErrors) {
  EXPECT_EQ(Errors("Make it bigger, please.", "make it bigger please"), 0);
  EXPECT_EQ(CountWordErrors("Make it bigger, please.", "").words, 4);
}

TEST(WordErrorsTest, CountsWordsThatWereChangedLeftOutAndAdded) {
  EXPECT_EQ(Errors("the music is too loud", "the music is to loud"), 1);
  EXPECT_EQ(Errors("the music is too loud", "music is too loud"), 1);
  EXPECT_EQ(Errors("the music is too loud", "the music is too too loud"), 1);
  EXPECT_EQ(Errors("the music is too loud", "so music is to loud here"), 3);
  EXPECT_EQ(Errors("it's", "its"), 1);
}

TEST(WordErrorsTest, AMissingTranscriptHasOnlyErrors) {
  EXPECT_EQ(Errors("one two three", ""), 3);
  EXPECT_EQ(Errors("", "one two"), 2);
  EXPECT_EQ(Errors("", ""), 0);
}

}  // namespace
}  // namespace lossy::agent
