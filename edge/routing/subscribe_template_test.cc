#include "edge/routing/subscribe_template.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

std::string Render(absl::string_view text, absl::string_view pattern_text,
                   absl::string_view topic) {
  const TopicPattern pattern = *TopicPattern::Parse(pattern_text);
  const absl::StatusOr<SubscribeTemplate> subscribe = SubscribeTemplate::Parse(text, pattern);
  EXPECT_TRUE(subscribe.ok()) << subscribe.status();
  return subscribe->Render(*pattern.Match(topic), "ann");
}

TEST(SubscribeTemplate, PutsVariablesAndTheUserIn) {
  EXPECT_EQ(Render("room:{room_id}", "posts:room:{room_id}", "posts:room:V"), "room:V");
  EXPECT_EQ(Render("user:{identity.user_id}", "room:meta", "room:meta"), "user:ann");
  EXPECT_EQ(Render("{b}-{a}{identity.user_id}x", "t:{a}:{b}", "t:1:2:3"), "2:3-1annx");
  EXPECT_EQ(Render("all", "t", "t"), "all");
}

TEST(SubscribeTemplate, MayFollowNothing) {
  const TopicPattern pattern = *TopicPattern::Parse("t");
  EXPECT_TRUE(SubscribeTemplate::Parse("", pattern)->empty());
  EXPECT_TRUE(SubscribeTemplate().empty());
  EXPECT_FALSE(SubscribeTemplate::Parse("x", pattern)->empty());
}

TEST(SubscribeTemplate, RefusesUnknownVariables) {
  const TopicPattern pattern = *TopicPattern::Parse("t:{a}");
  for (const char* text : {"{b}", "{}", "{identity}", "{identity.device_id}", "{a", "a}", "{a}}",
                           "{{a}}", "x:{a}:{"}) {
    EXPECT_FALSE(SubscribeTemplate::Parse(text, pattern).ok()) << text;
  }
  EXPECT_EQ(SubscribeTemplate::Parse("x:{b}", pattern).status().message(),
            "the subscription \"x:{b}\" is malformed: {b} is unknown");
}

}  // namespace
}  // namespace lossy::edge
