#include "services/agent/openai/note_answer.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/agent/openai/category_name.h"

namespace lossy::agent {
namespace {

using namespace notes::v1;  // NOLINT: the categories.

double ConfidenceOf(absl::string_view json) {
  return ParseNoteAnswer(absl::StrCat(R"({"text":"x","confidence":)", json, "}")).confidence;
}

TEST(NoteAnswer, IsJson) {
  const NoteAnswer answer =
      ParseNoteAnswer(R"({"category":"pacing","text":"Shorten the intro","confidence":0.9})");
  EXPECT_EQ(answer.category, NOTE_CATEGORY_PACING);
  EXPECT_EQ(answer.text, "Shorten the intro");
  EXPECT_EQ(answer.confidence, 0.9);
}

TEST(NoteAnswer, MayHaveAnythingAroundIt) {
  const std::string json = R"({"category":"audio","text":"Turn {it} \"down\"","confidence":0.7})";
  for (const std::string& content :
       {absl::StrCat("```json\n", json, "\n```"), absl::StrCat("```\n", json, "\n```"),
        absl::StrCat("Sure! Here {it} is: ", json, " I hope {that} helps."),
        absl::StrCat("He said {\"no", json), absl::StrCat("[", json, "]"),
        absl::StrCat(R"({"note": )", json, "}"), absl::StrCat("\xef\xbb\xbf", json),
        absl::StrCat(R"(<think>{"category":"visual","text":"?"}</think>)", json),
        absl::StrCat(R"(<thinking>{"category":"visual","text":"?"}</thinking>)", json)}) {
    const NoteAnswer answer = ParseNoteAnswer(content);
    EXPECT_EQ(answer.text, "Turn {it} \"down\"") << content;
    EXPECT_EQ(answer.category, NOTE_CATEGORY_AUDIO) << content;
    EXPECT_EQ(answer.confidence, 0.7) << content;
  }
}

TEST(NoteAnswer, MayBeJsonOfASort) {
  const NoteAnswer answer = ParseNoteAnswer(
      "{Category: Editing, \"text\": \"Trim\nthe end\", \"confidence\": .8, \"tags\": [1, 2,],}");
  EXPECT_EQ(answer.category, NOTE_CATEGORY_EDITING);
  EXPECT_EQ(answer.text, "Trim the end");
  EXPECT_EQ(answer.confidence, 0.8);
}

TEST(NoteAnswer, MayBeWrittenInOtherLanguagesThanJson) {
  for (
      const char* content :
      {"{'category': 'audio', 'text': 'Don\\'t play it, \"at all\"', 'confidence': 0.7}",
       "{'category': 'audio', 'text': \"Don't play it, \\\"at all\\\"\", 'confidence': 0.7}",
       "{\n  // The category.\n  \"category\": \"audio\", // it's loud\n  /* and \"now\" */\n"
       "  \"text\": \"Don't play it, \\\"at all\\\"\",\n  # sure\n  \"confidence\": 0.7\n}",
       R"("{\"category\":\"audio\",\"text\":\"Don't play it, \\\"at all\\\"\",\"confidence\":0.7}")"}) {
    const NoteAnswer answer = ParseNoteAnswer(content);
    EXPECT_EQ(answer.text, "Don't play it, \"at all\"") << content;
    EXPECT_EQ(answer.category, NOTE_CATEGORY_AUDIO) << content;
    EXPECT_EQ(answer.confidence, 0.7) << content;
  }
}

TEST(NoteAnswer, MayNameMoreThanOneCategory) {
  const NoteAnswer answer = ParseNoteAnswer(R"({"category":["audio","pacing"],"text":"Trim"})");
  EXPECT_EQ(answer.category, NOTE_CATEGORY_AUDIO);
}

TEST(NoteAnswer, NeedsNoKey) {
  EXPECT_EQ(ParseNoteAnswer(R"({"text":"Trim","confidence":0.9})").category, NOTE_CATEGORY_GENERAL);
  EXPECT_EQ(ParseNoteAnswer(R"({"category":"audio","confidence":0.9})").text, "");
  EXPECT_EQ(ParseNoteAnswer(R"({"category":"audio","text":null})").text, "");
  EXPECT_EQ(ParseNoteAnswer(R"({"category":"audio","text":"Trim"})").confidence, 0.5);
}

TEST(NoteAnswer, MayBeNoAnswer) {
  for (const char* content :
       {"", "I would rather not.", "{", "{}", "{\"a\":1}", "[]", "null", "{\"text\":\"Trim",
        "{\"text\": \"a\" \"b\"}", "{\"text\":\"\\ud800\"}"}) {
    const NoteAnswer answer = ParseNoteAnswer(content);
    EXPECT_EQ(answer.category, NOTE_CATEGORY_GENERAL) << content;
    EXPECT_EQ(answer.text, "") << content;
    EXPECT_EQ(answer.confidence, 0.5) << content;
  }
}

TEST(NoteAnswer, HasAConfidenceFromZeroToOne) {
  EXPECT_EQ(ConfidenceOf("1"), 1);
  EXPECT_EQ(ConfidenceOf("\"0.8\""), 0.8);
  EXPECT_EQ(ConfidenceOf("\" 0.8 \""), 0.8);
  EXPECT_EQ(ConfidenceOf("\"85%\""), 0.85);
  EXPECT_EQ(ConfidenceOf("85%"), 0.85);
  EXPECT_EQ(ConfidenceOf("7"), 1);
  EXPECT_EQ(ConfidenceOf("-1"), 0);
  EXPECT_EQ(ConfidenceOf("1e999"), 1);
  EXPECT_EQ(ConfidenceOf("-Infinity"), 0);
}

TEST(NoteAnswer, DoesNotGuessAConfidence) {
  for (const char* json : {"null", "NaN", "\"\"", "\"high\"", "true", "[1]", "{}"}) {
    EXPECT_EQ(ConfidenceOf(json), 0.5) << json;
  }
}

TEST(NoteAnswer, HasATextThatHarmsNobody) {
  const NoteAnswer answer =
      ParseNoteAnswer(R"({"text":" <img src=x>\u0000\u001b\n Cut   this. ","confidence":1})");
  EXPECT_EQ(answer.text, "‹img src=x› Cut this");
}

TEST(NoteAnswer, HasATextOfBoundedLength) {
  const NoteAnswer answer =
      ParseNoteAnswer(absl::StrCat(R"({"text":")", std::string(50'000, 'x'), "\"}"));
  EXPECT_EQ(answer.text, std::string(2'000, 'x'));
}

TEST(NoteAnswer, EndsAlsoForWhatIsMadeToBeSlow) {
  std::string braces;
  for (int i = 0; i < 1'000'000; ++i) braces += "{\"";
  EXPECT_EQ(ParseNoteAnswer(braces).text, "");
  EXPECT_EQ(ParseNoteAnswer(std::string(1'000'000, '{')).text, "");
}

TEST(DraftText, LosesItsPeriodButNoEllipsis) {
  EXPECT_EQ(DraftText("Cut this.", 100), "Cut this");
  EXPECT_EQ(DraftText("Cut this?", 100), "Cut this?");
  EXPECT_EQ(DraftText("And then...", 100), "And then...");
  EXPECT_EQ(DraftText(".", 100), "");
}

TEST(CategoryName, IsOneOfOurs) {
  EXPECT_EQ(CategoryNamed("pacing"), NOTE_CATEGORY_PACING);
  EXPECT_EQ(CategoryNamed("audio"), NOTE_CATEGORY_AUDIO);
  EXPECT_EQ(CategoryNamed("visual"), NOTE_CATEGORY_VISUAL);
  EXPECT_EQ(CategoryNamed("editing"), NOTE_CATEGORY_EDITING);
  EXPECT_EQ(CategoryNamed("general"), NOTE_CATEGORY_GENERAL);
  EXPECT_EQ(CategoryNamed("color"), NOTE_CATEGORY_COLOR);
  EXPECT_EQ(CategoryNamed("graphics"), NOTE_CATEGORY_GRAPHICS);
  EXPECT_EQ(CategoryNamed("content"), NOTE_CATEGORY_CONTENT);
  EXPECT_EQ(CategoryNamed("other"), NOTE_CATEGORY_OTHER);
}

TEST(CategoryName, MayBeSaidInOtherWords) {
  EXPECT_EQ(CategoryNamed("PACING"), NOTE_CATEGORY_PACING);
  EXPECT_EQ(CategoryNamed("music"), NOTE_CATEGORY_AUDIO);
  EXPECT_EQ(CategoryNamed("Visuals."), NOTE_CATEGORY_VISUAL);
  EXPECT_EQ(CategoryNamed("colour grading"), NOTE_CATEGORY_COLOR);
  EXPECT_EQ(CategoryNamed("on-screen text"), NOTE_CATEGORY_GRAPHICS);
  EXPECT_EQ(CategoryNamed("audio/pacing"), NOTE_CATEGORY_AUDIO);
  EXPECT_EQ(CategoryNamed("Cuts"), NOTE_CATEGORY_EDITING);
}

TEST(CategoryName, IsGeneralWhenNobodyKnowsIt) {
  for (const char* name : {"", "unspecified", "vibes", "s", "音楽", "123", "\xff"}) {
    EXPECT_EQ(CategoryNamed(name), NOTE_CATEGORY_GENERAL) << name;
  }
}

}  // namespace
}  // namespace lossy::agent
