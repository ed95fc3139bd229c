#include "services/agent/models/openai/note_answer.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "services/agent/models/openai/category_name.h"

namespace lossy::agent {
namespace {

using namespace notes::v1;  // NOLINT: the categories.

// An answer without words stands for content without an answer.
NoteAnswer Parse(absl::string_view content) {
  return ParseNoteAnswer(content).value_or(NoteAnswer());
}

double ConfidenceOf(absl::string_view json) {
  return Parse(absl::StrCat(R"({"category":"audio","text":"x","confidence":)", json, "}"))
      .confidence;
}

bool IsAnswer(absl::string_view content) { return ParseNoteAnswer(content).has_value(); }

constexpr char kJson[] = R"({"category":"audio","text":"Lower the music","confidence":0.7})";
constexpr char kFormat[] = R"({"category": "...", "text": "...", "confidence": 0.0})";
constexpr char kGuess[] = R"({"category":"visual","text":"A guess","confidence":0.05})";

TEST(NoteAnswer, IsJson) {
  const NoteAnswer answer =
      Parse(R"({"category":"pacing","text":"Shorten the intro","confidence":0.9})");
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
    const NoteAnswer answer = Parse(content);
    EXPECT_EQ(answer.text, "Turn {it} \"down\"") << content;
    EXPECT_EQ(answer.category, NOTE_CATEGORY_AUDIO) << content;
    EXPECT_EQ(answer.confidence, 0.7) << content;
  }
}

TEST(NoteAnswer, MayBeJsonOfASort) {
  const NoteAnswer answer = Parse(
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
    const NoteAnswer answer = Parse(content);
    EXPECT_EQ(answer.text, "Don't play it, \"at all\"") << content;
    EXPECT_EQ(answer.category, NOTE_CATEGORY_AUDIO) << content;
    EXPECT_EQ(answer.confidence, 0.7) << content;
  }
}

TEST(NoteAnswer, MayNameMoreThanOneCategory) {
  const NoteAnswer answer = Parse(R"({"category":["audio","pacing"],"text":"Trim"})");
  EXPECT_EQ(answer.category, NOTE_CATEGORY_AUDIO);
}

TEST(NoteAnswer, NeedsACategoryAndAText) {
  for (const char* content :
       {R"({"text":"Trim","confidence":0.9})", R"({"category":"vibes","text":"Trim"})",
        R"({"category":7,"text":"Trim"})", R"({"category":"","text":"Trim"})",
        R"({"category":"audio","confidence":0.1})", R"({"category":"audio","text":null})",
        R"({"category":"audio","text":" ","confidence":0.1})"}) {
    EXPECT_FALSE(IsAnswer(content)) << content;
  }
  EXPECT_EQ(Parse(R"({"category":"audio","text":"Trim"})").confidence, 0.5);
}

TEST(NoteAnswer, IsTheLastOfSeveral) {
  for (const std::string& content :
       {absl::StrCat(kFormat, "\n", kJson), absl::StrCat(kJson, "\nThe format was ", kFormat),
        absl::StrCat(kGuess, "\nNo, wait: ", kJson), absl::StrCat("[", kGuess, ",", kJson, "]"),
        absl::StrCat(R"({"notes":[)", kGuess, ",", kJson, "]}"),
        absl::StrCat("{\"transcript\": \"it is {loud}\"} -> ", kJson),
        absl::StrCat(std::string(200, '{'), kJson)}) {
    EXPECT_EQ(Parse(content).text, "Lower the music") << content;
  }
}

TEST(NoteAnswer, IsTheOuterOneOfTwoInEachOther) {
  EXPECT_EQ(
      Parse(R"({"category":"audio","text":"Outer","alternatives":[)" + std::string(kGuess) + "]}")
          .text,
      "Outer");
}

TEST(NoteAnswer, IsNoFormatThatTheModelRepeats) {
  for (const char* content :
       {kFormat, R"({"category":"pacing|audio|visual|editing|color","text":"Slow","confidence":0})",
        R"({"category":["pacing","audio","visual","editing"],"text":"Slow"})",
        R"({"category":"<category>","text":"<text>","confidence":0.0})",
        R"({"category":"audio","text":"<the note>","confidence":0.0})",
        R"({"category":"general","text":"…","confidence":0.0})",
        R"({"category":"string","text":"string","confidence":0})",
        R"({"category":"general","text":"Text","confidence":0})",
        R"({"type":"object","properties":{"category":{"type":"string","enum":["pacing","audio"]},)"
        R"("text":{"type":"string"},"confidence":{"type":"number"}}})"}) {
    EXPECT_FALSE(IsAnswer(content)) << content;
  }
}

TEST(NoteAnswer, IsNoThought) {
  for (const std::string& content :
       {absl::StrCat("<think>", kGuess, "</think>", kJson),
        absl::StrCat("<think>{\"a\": [</think>", kJson),
        absl::StrCat("<THINKING>", kGuess, "</THINKING>\n```json\n", kJson, "\n```"),
        absl::StrCat(kGuess, "</think>", kJson), absl::StrCat("[THINK]", kGuess, "[/THINK]", kJson),
        absl::StrCat(kJson, "<think>", kGuess, "</think>"), absl::StrCat(kJson, "<think>", kGuess),
        absl::StrCat("<think>a</think><reasoning>", kGuess, "</reasoning>", kJson),
        absl::StrCat("<|channel|>analysis<|message|>", kGuess,
                     "<|end|><|start|>assistant<|channel|>final<|message|>", kJson, "<|return|>"),
        absl::StrCat("<|channel|>analysis<|message|>", kGuess, "<|end|>", kJson),
        absl::StrCat("<|channel|>commentary<|message|>", kGuess, "<|channel|>final", kJson),
        absl::StrCat("analysisMaybe ", kGuess, "assistantfinal", kJson),
        absl::StrCat("<|channel>thought\n", kGuess, "<channel|>", kJson),
        absl::StrCat("◁think▷", kGuess, "◁/think▷", kJson)}) {
    EXPECT_EQ(Parse(content).text, "Lower the music") << content;
  }
}

TEST(NoteAnswer, IsNotFoundInAnUnfinishedThought) {
  for (const absl::string_view start : {"<think>", "[THINK]", "<|channel|>analysis<|message|>",
                                        "analysis", "<|begin_of_thought|>", "<reasoning>"}) {
    EXPECT_FALSE(IsAnswer(absl::StrCat(start, kGuess))) << start;
    EXPECT_FALSE(IsAnswer(absl::StrCat(start, kJson, " or should I"))) << start;
    EXPECT_FALSE(ParseNoteAnswer(absl::StrCat(start, kJson), /*cut=*/true).has_value()) << start;
    EXPECT_EQ(Parse(absl::StrCat(start, "Hm.\n", kJson, "\n")).text, "Lower the music") << start;
  }
}

TEST(NoteAnswer, MayTalkOfMarksAndBraces) {
  EXPECT_EQ(
      Parse(R"({"category":"graphics","text":"Write [THINK] {a} \"b\" }","confidence":1})").text,
      "Write [THINK] {a} \"b\" }");
  EXPECT_EQ(Parse(R"({"category":"graphics","text":"End at </think> or {","confidence":1})").text,
            "End at ‹/think› or {");
}

TEST(NoteAnswer, IsFoundBehindLongThoughts) {
  EXPECT_EQ(Parse(absl::StrCat("<think>", std::string(200'000, 'x'), "</think>", kJson)).text,
            "Lower the music");
  EXPECT_EQ(Parse(absl::StrCat(std::string(200'000, 'x'), kJson)).text, "Lower the music");
}

TEST(NoteAnswer, HasAConfidenceOfTwoDecimals) {
  EXPECT_EQ(ConfidenceOf("0.8300000000000001"), 0.83);
  EXPECT_EQ(ConfidenceOf("0.666666"), 0.67);
}

TEST(NoteAnswer, MayBeMissing) {
  for (const char* content :
       {"", "I would rather not.", "{", "{}", "{\"a\":1}", "[]", "null", "{\"text\":\"Trim",
        "{\"text\": \"a\" \"b\"}", "{\"text\":\"\\ud800\"}"}) {
    EXPECT_FALSE(IsAnswer(content)) << content;
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

TEST(NoteAnswer, HasAHarmlessText) {
  const NoteAnswer answer = Parse(
      R"({"category":"audio","text":" <img src=x>\u0000\u001b\n Cut   this. ","confidence":1})");
  EXPECT_EQ(answer.text, "‹img src=x› Cut this");
}

TEST(NoteAnswer, HasATextOfBoundedLength) {
  const NoteAnswer answer =
      Parse(absl::StrCat(R"({"category":"audio","text":")", std::string(50'000, 'x'), "\"}"));
  EXPECT_EQ(answer.text, std::string(2'000, 'x'));
}

TEST(NoteAnswer, EndsForHostileInput) {
  std::string braces;
  for (int i = 0; i < 1'000'000; ++i) braces += "{\"";
  EXPECT_FALSE(IsAnswer(braces));
  EXPECT_FALSE(IsAnswer(std::string(1'000'000, '{')));
  EXPECT_FALSE(IsAnswer(std::string(1'000'000, '<')));
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

TEST(CategoryName, MayBeASynonym) {
  EXPECT_EQ(CategoryNamed("PACING"), NOTE_CATEGORY_PACING);
  EXPECT_EQ(CategoryNamed("music"), NOTE_CATEGORY_AUDIO);
  EXPECT_EQ(CategoryNamed("Visuals."), NOTE_CATEGORY_VISUAL);
  EXPECT_EQ(CategoryNamed("colour grading"), NOTE_CATEGORY_COLOR);
  EXPECT_EQ(CategoryNamed("on-screen text"), NOTE_CATEGORY_GRAPHICS);
  EXPECT_EQ(CategoryNamed("audio/pacing"), NOTE_CATEGORY_AUDIO);
  EXPECT_EQ(CategoryNamed("Cuts"), NOTE_CATEGORY_EDITING);
}

TEST(CategoryName, IsNoneOfOursOtherwise) {
  for (const char* name : {"", "unspecified", "vibes", "s", "音楽", "123", "\xff", "...", "string",
                           "pacing|audio|visual|editing"}) {
    EXPECT_EQ(CategoryNamed(name), absl::nullopt) << name;
  }
}

}  // namespace
}  // namespace lossy::agent
