#include "edge/routing/topic_pattern.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TopicPattern Pattern(absl::string_view text) {
  absl::StatusOr<TopicPattern> pattern = TopicPattern::Parse(text);
  EXPECT_TRUE(pattern.ok()) << pattern.status();
  return *std::move(pattern);
}

TEST(TopicPattern, KnowsItsParts) {
  const TopicPattern pattern = Pattern("posts:room:{room_id}:part:{part}");
  EXPECT_EQ(pattern.text(), "posts:room:{room_id}:part:{part}");
  EXPECT_EQ(pattern.shape(), "posts:room:{}:part:{}");
  EXPECT_EQ(pattern.literal_prefix(), "posts:room:");
  EXPECT_EQ(pattern.literal_segments(), 3);
  EXPECT_FALSE(pattern.is_literal());
  EXPECT_THAT(pattern.variables(), ElementsAre("room_id", "part"));
  EXPECT_TRUE(Pattern("room:meta").is_literal());
  EXPECT_EQ(Pattern("{anything}").literal_prefix(), "");
}

TEST(TopicPattern, NamesTheVariableThatTakesTheRest) {
  const TopicPattern pattern = Pattern("posts:{room_id}:part:{part}");
  EXPECT_FALSE(pattern.TakesRest(0));
  EXPECT_TRUE(pattern.TakesRest(1));
  EXPECT_FALSE(Pattern("posts:{room_id}:meta").TakesRest(0));
  EXPECT_FALSE(Pattern("room:meta").TakesRest(0));
}

struct MatchCase {
  absl::string_view pattern;
  absl::string_view topic;
  std::vector<absl::string_view> variables;
};

TEST(TopicPattern, MatchesTopics) {
  const MatchCase kCases[] = {
      {"room:meta", "room:meta", {}},
      {"lobby", "lobby", {}},
      {"call:{session_id}", "call:S", {"S"}},
      {"call:{session_id}", "call:a:b::c", {"a:b::c"}},
      {"call:{session_id}", "call::", {":"}},
      {"{all}", "x:y", {"x:y"}},
      {"a:{x}:b:{y}", "a:1:b:2:3", {"1", "2:3"}},
      {"a:{x}:b", "a:1:b", {"1"}},
      {"{a}:{b}:{c}:{d}", "1:2:3:4:5", {"1", "2", "3", "4:5"}},
      {"r:{x}", "r:é \"", {"é \""}},
  };
  for (const MatchCase& c : kCases) {
    const absl::optional<TopicVariables> variables = Pattern(c.pattern).Match(c.topic);
    ASSERT_TRUE(variables.has_value()) << c.pattern << " " << c.topic;
    for (std::size_t i = 0; i < c.variables.size(); ++i) {
      EXPECT_EQ((*variables)[i], c.variables[i]) << c.pattern << " " << c.topic;
    }
  }
}

TEST(TopicPattern, DoesNotMatchOtherTopics) {
  const MatchCase kCases[] = {
      {"room:meta", "room:meta:x", {}},
      {"room:meta", "room", {}},
      {"room:meta", "room:met", {}},
      {"room:meta", "", {}},
      {"room:meta", "Room:meta", {}},
      {"call:{session_id}", "call:", {}},
      {"call:{session_id}", "call", {}},
      {"call:{session_id}", "room:S", {}},
      {"a:{x}:b", "a:1:2:b", {}},
      {"a:{x}:b", "a::b", {}},
      {"a:{x}:b", "a:1:b:c", {}},
      {"a:{x}:{y}", "a:1", {}},
      {"a:{x}:{y}", "a:1:", {}},
      {"a:{x}:{y}", "a::1", {}},
      {"{all}", "", {}},
  };
  for (const MatchCase& c : kCases) {
    EXPECT_FALSE(Pattern(c.pattern).Match(c.topic).has_value()) << c.pattern << " " << c.topic;
  }
}

TEST(TopicPattern, RefusesMalformedPatterns) {
  for (const char* text :
       {"",        ":",          "a:",     ":a",     "a::b",       "a:{}",
        "a:{x",    "a:x}",       "a:{x}y", "a:{X}",  "a:{1x}",     "a:{x-y}",
        "a:{{x}}", "a:{x}:{x}",  "a b",    "a:\x01", "a:\xc3\xa9", "{a}:{b}:{c}:{d}:{e}",
        "phoenix", "phoenix:{x}"}) {
    EXPECT_FALSE(TopicPattern::Parse(text).ok()) << text;
  }
  EXPECT_FALSE(TopicPattern::Parse(absl::string_view()).ok());
  EXPECT_THAT(TopicPattern::Parse("a:{X}").status().message(),
              HasSubstr("the topic \"a:{X}\" is malformed: {X} is no variable"));
}

struct OverlapCase {
  absl::string_view first;
  absl::string_view second;
  bool overlap;
};

TEST(TopicPattern, ReportsOverlappingPatterns) {
  const OverlapCase kCases[] = {
      {"a:b", "a:b", true},
      {"a:b", "a:c", false},
      {"a:b", "a:{x}", true},
      {"a:b", "a:b:c", false},
      {"a:{x}", "a:{y}", true},
      {"a:{x}", "b:{x}", false},
      {"a:{x}", "a", false},
      {"a:{x}", "a:b:c:d", true},
      {"a:{x}", "a:{x}:{y}", true},
      {"a:{x}:b", "a:{x}:c", false},
      {"a:{x}:b", "a:b:{y}", true},
      {"a:{x}:b", "a:b", false},
      {"a:{x}:b:c", "a:{x}:b", false},
      {"{x}:b", "a:{y}", true},
      {"{x}:b", "a:c:d", false},
      {"{x}", "a:b:c", true},
      {"a:{x}:c", "a:b:{y}:d", false},
  };
  for (const OverlapCase& c : kCases) {
    EXPECT_EQ(Pattern(c.first).Overlaps(Pattern(c.second)), c.overlap)
        << c.first << " " << c.second;
    EXPECT_EQ(Pattern(c.second).Overlaps(Pattern(c.first)), c.overlap)
        << c.second << " " << c.first;
  }
}

}  // namespace
}  // namespace lossy::edge
