#include "services/agent/models/rules/phrase_file.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/agent/models/rules/filler_rows.h"
#include "services/agent/models/rules/lead_in_rows.h"
#include "services/agent/models/rules/noise.h"
#include "services/agent/models/rules/phrases.h"
#include "services/agent/models/rules/problem_table.h"
#include "services/agent/models/rules/signals.h"
#include "services/agent/models/rules/topic_entries.h"
#include "services/agent/models/rules/verbs.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

absl::Status StatusOf(absl::string_view text) { return ParsePhraseFile(text).status(); }

TEST(PhraseFile, HasSectionsWithFieldsAndPhrases) {
  const auto sections = ParsePhraseFile(
      "# A comment.\n[define verbs]\nis, are\n\n"
      "[start]\nnot before: at,\n  {verbs}\nso, (and|but) then,\n  well\nanyway\n[rows]\na; b\n");
  ASSERT_TRUE(sections.ok()) << sections.status();
  ASSERT_THAT(*sections, SizeIs(2));
  const PhraseSection& start = (*sections)[0];
  EXPECT_EQ(start.name, "start");
  EXPECT_EQ(start.line, 5);
  EXPECT_THAT(ExpandPattern(start.Field("not before")),
              ElementsAre(ElementsAre("at"), ElementsAre("is"), ElementsAre("are")));
  EXPECT_EQ(start.Field("not after"), "");
  EXPECT_THAT(ExpandPattern(start.Pattern()),
              ElementsAre(ElementsAre("so"), ElementsAre("and", "then"), ElementsAre("but", "then"),
                          ElementsAre("well"), ElementsAre("anyway")));
  EXPECT_THAT((*sections)[1].body, ElementsAre("a; b"));
}

TEST(PhraseFile, NamesTheLineAndTheProblem) {
  struct Case {
    const char* text;
    const char* problem;
  };
  constexpr Case kCases[] = {
      {"", "there are no sections"},
      {"  so", "line 1: a continuation has no line before it"},
      {"so", "line 1: a phrase stands in no section"},
      {"[start", "line 1: a section's head must be a name in brackets"},
      {"[]", "line 1: a section's head must be a name in brackets"},
      {"[start]\n\n[end]\nso", "line 1: [start]: the section has no phrases"},
      {"[start]\nnot before:", "line 2: a field is empty"},
      {"[start]\nx: a\nx: b\nso", "line 3: the section has this field twice"},
      {"[start]\nso,, then", "line 2: a phrase is empty"},
      {"[start]\nso,", "line 2: a phrase is empty"},
      {"[start]\nSo", "line 2: a phrase must not contain 'S'"},
      {"[start]\n(so", "line 2: a parenthesis is not closed"},
      {"[start]\nso)", "line 2: a parenthesis is closed that is not open"},
      {"[start]\n(so, then)", "line 2: a choice must separate words by '|'"},
      {"[start]\nso|then", "line 2: a choice must stand in parentheses"},
      {"[start]\n{verbs}", "line 2: nothing defines this name"},
      {"[start]\n{verbs", "line 2: a brace is not closed"},
  };
  for (const Case& wrong : kCases) {
    const absl::Status status = StatusOf(wrong.text);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << wrong.text;
    EXPECT_EQ(status.message(), wrong.problem) << wrong.text;
  }
}

TEST(PhraseFile, IsCompiledInForEachTable) {
  EXPECT_TRUE(ParseFillers(PhraseText("fillers")).ok());
  EXPECT_TRUE(ParseLeadIns(PhraseText("lead_ins")).ok());
  EXPECT_TRUE(ProblemTable::Parse(PhraseText("problems")).ok());
  EXPECT_TRUE(ParseSignals(PhraseText("signals")).ok());
  EXPECT_TRUE(ParseEmptyTalk(PhraseText("noise")).ok());
  EXPECT_TRUE(Verbs::Parse(PhraseText("verbs")).ok());
  EXPECT_FALSE(TopicEntries().empty());
  EXPECT_EQ(PhraseText("nothing"), "");
}

TEST(PhraseFile, IsRefusedByATableWithOtherSections) {
  constexpr absl::string_view kStrange = "[strange]\nso\n";
  for (const absl::Status& status :
       {ParseFillers(kStrange).status(), ParseLeadIns(kStrange).status(),
        ProblemTable::Parse(kStrange).status(), ParseSignals(kStrange).status(),
        ParseEmptyTalk(kStrange).status(), Verbs::Parse(kStrange).status(),
        ParseTopic(kChatter, kStrange).status()}) {
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr("line 1: [strange]: "));
  }
}

TEST(PhraseFile, IsRefusedByATableThatCannotReadARow) {
  for (const absl::Status& status :
       {ParseFillers("[start]\nbecomes: then\nso").status(),
        ParseLeadIns("[request]\nbecomes: add, make\nso").status(),
        ProblemTable::Parse("[qualities]\nloud; much; turn +down").status(),
        ProblemTable::Parse("[qualities]\nloud; very").status(),
        ProblemTable::Parse("[predicates]\ndrags").status(),
        ProblemTable::Parse("[predicates]\ndrags; tighten; last").status(),
        ProblemTable::Parse("[degree huge]\nvery").status(),
        Verbs::Parse("[irregular]\ncut").status(), ParseTopic(kChatter, "[0]\nso").status(),
        ParseTopic(kChatter, "[2]\nnot before: a\nso").status()}) {
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  }
}

TEST(ProblemTable, ReadsInstructions) {
  const auto table = ProblemTable::Parse(
      "[qualities]\nlate; too; bring +in ... earlier; ; (a|the) beat\n"
      "[predicates]\n(can|should) go; remove; final\n");
  ASSERT_TRUE(table.ok()) << table.status();
  const Quality& late = table->qualities.at(0);
  EXPECT_EQ(late.complaint, Degree::kToo);
  EXPECT_EQ(late.too_much.verb, "bring");
  EXPECT_EQ(late.too_much.particle, "in");
  EXPECT_EQ(late.too_much.suffix, "earlier");
  EXPECT_EQ(late.not_enough.verb, "");
  EXPECT_THAT(ExpandPattern(late.things), SizeIs(2));
  EXPECT_TRUE(table->predicates.at(0).final);
}

}  // namespace
}  // namespace lossy::agent
