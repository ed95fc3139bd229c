#include "services/agent/models/rules/rules_note_writer.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

using notes::v1::NoteCategory;
using testing::AllOf;
using testing::Ge;
using testing::Le;

NoteWriter& Writer() {
  static auto* writer = new RulesNoteWriter();
  return *writer;
}

Draft Write(absl::string_view text) {
  absl::StatusOr<Draft> draft = Writer().Write({.text = std::string(text)});
  EXPECT_TRUE(draft.ok()) << draft.status();
  return draft.value_or(Draft{});
}

struct Expectation {
  absl::string_view spoken;
  absl::string_view note;
};

void ExpectNotes(const std::vector<Expectation>& expectations) {
  for (const Expectation& expected : expectations) {
    EXPECT_EQ(Write(expected.spoken).text, expected.note) << expected.spoken;
  }
}

TEST(RulesNoteWriterTest, AComplaintBecomesAnInstruction) {
  ExpectNotes({
      {"the pacing is too slow", "Speed up the pacing"},
      {"the music is too loud", "Turn down the music"},
      {"this shot is too dark", "Brighten this shot"},
      {"The music is a bit too loud here.", "Turn down the music here"},
      {"the voice isn't loud enough", "Turn up the voice"},
      {"it's too slow", "Speed it up"},
      {"the titles are way too small to read", "Make the titles bigger"},
      {"this one's blurry", "Sharpen this one"},
      {"why is the music so loud", "Turn down the music"},
      {"the intro goes on way too long", "Shorten the intro"},
      {"the logo disappears too quickly", "Hold the logo longer"},
      {"the title should be a bit bigger", "Make the title a bit bigger"},
      {"the intro needs to be trimmed", "Trim the intro"},
      {"this claim needs a source", "Add a source to this claim"},
      {"there's a weird hum in the background", "Remove the weird hum in the background"},
      {"there's too much noise in the kitchen", "Reduce the noise in the kitchen"},
      {"I don't think we need this clip", "Remove this clip"},
      {"I can barely hear the host over the wind", "Make the host audible over the wind"},
      {"At 1:20, the music is too loud", "Turn down the music at 1:20"},
  });
}

TEST(RulesNoteWriterTest, OtherSentencesKeepTheirWords) {
  ExpectNotes({
      {"the music isn't too loud", "The music isn't too loud"},
      {"the colors are so bright and lovely", "The colors are so bright and lovely"},
      {"it feels like a commercial", "It feels like a commercial"},
      {"he says twenty percent but the slide says thirty",
       "He says twenty percent but the slide says thirty"},
      {"it's hard to see what he's holding", "It's hard to see what he's holding"},
      {"the logo can go in the corner", "The logo can go in the corner"},
      {"this kind of shot works here", "This kind of shot works here"},
  });
}

TEST(RulesNoteWriterTest, ARequestBecomesAnInstruction) {
  ExpectNotes({
      {"I think we should cut this", "Cut this"},
      {"can we maybe trim the intro?", "Trim the intro"},
      {"it would be great if you could make the logo bigger", "Make the logo bigger"},
      {"I feel like we need to lose this scene", "Lose this scene"},
      {"how about cutting the second joke", "Cut the second joke"},
      {"would you mind lowering the music", "Lower the music"},
      {"we shouldn't show the price yet", "Don't show the price yet"},
      {"I'd love to see more of the product", "Show more of the product"},
      {"we need a stronger call to action", "Add a stronger call to action"},
      {"in the intro can we make the music louder", "In the intro make the music louder"},
      {"please fade out the music", "Fade out the music"},
  });
}

TEST(RulesNoteWriterTest, HesitationsAndFalseStartsAreLeftOut) {
  ExpectNotes({
      {"Um, so, like, the, the music is, you know, too loud.", "Turn down the music"},
      {"uh can we can we cut this", "Cut this"},
      {"cut at ten no wait twelve seconds", "Cut at twelve seconds"},
      {"the I think the intro drags", "Tighten the intro"},
      {"the mus- music cuts out", "The music cuts out"},
      {"trim this or something like that", "Trim this"},
      {"we shot that on a 35 mm lens", "We shot that on a 35 mm lens"},
      {"do you know what this means", "Do you know what this means"},
  });
}

TEST(RulesNoteWriterTest, SeveralThoughtsStayApart) {
  ExpectNotes({
      {"the music is too loud and the title is too small",
       "Turn down the music and make the title bigger"},
      {"the music is too loud I can't hear her", "Turn down the music; I can't hear her"},
      {"this looks flat, can we add some contrast", "This looks flat; add some contrast"},
      {"The music is too loud. The intro drags.", "Turn down the music. Tighten the intro"},
      {"I love the grade but the text is too small", "I love the grade but make the text bigger"},
      {"Does this need a title? The intro drags.", "Does this need a title? Tighten the intro"},
  });
}

TEST(RulesNoteWriterTest, NumbersAndNamesAreKept) {
  ExpectNotes({
      {"cut from 2:15 to 2:30.5", "Cut from 2:15 to 2:30.5"},
      {"i think Sarah O'Neill mispronounces IKEA", "Sarah O'Neill mispronounces IKEA"},
      {"it says \xC3\x89lodie instead of \xC3\x89lise",
       "It says \xC3\x89lodie instead of \xC3\x89lise"},
  });
}

TEST(RulesNoteWriterTest, MarkupAndControlCharactersDoNotPass) {
  EXPECT_EQ(Write("make the <b>title</b>\x01 bigger\x7F").text, "Make the b title /b bigger");
  EXPECT_EQ(Write("cut\xE2\x80\xAE this\xFF clip").text, "Cut this clip");
}

TEST(RulesNoteWriterTest, OtherTalkIsNotNoted) {
  for (absl::string_view noise :
       {"um", "Okay, so...", "hello hello testing", "[music]", "(coughs)",
        "Thank you for watching!", "hang on let me get the door", "can I call you back",
        "the the the the the the", "...", "\xE2\x99\xAA"}) {
    EXPECT_EQ(Write(noise).text, "") << noise;
    EXPECT_THAT(Write(noise).confidence, AllOf(Ge(0.1), Le(0.2))) << noise;
  }
}

TEST(RulesNoteWriterTest, SilenceIsNotNoted) {
  EXPECT_EQ(Write("").text, "");
  EXPECT_EQ(Write(" \n\t ").text, "");
}

TEST(RulesNoteWriterTest, ConfidenceMeasuresTheClarityOfTheInstruction) {
  EXPECT_THAT(Write("cut the first ten seconds").confidence, AllOf(Ge(0.85), Le(0.95)));
  EXPECT_THAT(Write("the pacing is too slow").confidence, AllOf(Ge(0.85), Le(0.95)));
  EXPECT_THAT(Write("maybe the audio is a little quiet I guess").confidence,
              AllOf(Ge(0.6), Le(0.75)));
  EXPECT_THAT(Write("I love this").confidence, AllOf(Ge(0.55), Le(0.65)));
  EXPECT_LT(Write("and then he went on with his grandfather over there").confidence, 0.3);
}

TEST(RulesNoteWriterTest, DoubtfulWordsAreNotedWithLittleConfidence) {
  const auto write = [](absl::string_view text) {
    return Writer().Write({.text = std::string(text), .doubtful = true}).value_or(Draft{});
  };
  EXPECT_EQ(write("i it any sort of woman on the left").confidence, 0.3);
  EXPECT_EQ(write("are you go to school students to you").text.empty(), false);
  EXPECT_EQ(write("the music is too loud").confidence, Write("the music is too loud").confidence);
  EXPECT_LT(write("his grandfather").confidence, 0.3);
  EXPECT_EQ(write("hello can you hear me").text, "");
  EXPECT_EQ(write("okay yeah").text, "");
  EXPECT_EQ(write("um uh um").text, "");
  EXPECT_EQ(write("or you so").text, "Or you so");
  EXPECT_EQ(write("i think the two oh").confidence, 0.3);
}

TEST(RulesNoteWriterTest, PraiseIsGeneral) {
  EXPECT_EQ(Write("great music here").category, NoteCategory::NOTE_CATEGORY_GENERAL);
}

TEST(RulesNoteWriterTest, TooLongAnUtteranceIsRefused) {
  EXPECT_EQ(Writer().Write({.text = std::string(kMaxUtteranceBytes + 1, 'a')}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(RulesNoteWriterTest, ANoteIsHardlyLongerThanItsWords) {
  static constexpr int kAFewWords = 4;
  for (absl::string_view piece :
       {"it is too dark and ", "um so the so the ", "can we, no wait, ", "the claim lacks proof. ",
        "a- b- [x (y *z ", "so and but ", "why is it so loud ", "we need a "}) {
    std::string text;
    while (text.size() + piece.size() <= kMaxUtteranceBytes) absl::StrAppend(&text, piece);
    const std::vector<std::string> spoken = absl::StrSplit(text, ' ', absl::SkipEmpty());
    const std::vector<std::string> note = absl::StrSplit(Write(text).text, ' ', absl::SkipEmpty());
    EXPECT_LE(note.size(), spoken.size() + kAFewWords) << piece;
  }
}

}  // namespace
}  // namespace lossy::agent
