#include "edge/api/api_path.h"

#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

struct Case {
  const char* path;
  const char* topic;
  const char* event;
};

TEST(ApiPath, NamesATopicAndAnEvent) {
  constexpr Case kCases[] = {
      {"/api/topics/room:1", "room:1", ""},
      {"/api/topics/room%3A1", "room:1", ""},
      {"/api/topics/room%3a1/echo", "room:1", "echo"},
      {"/api//topics/room:1/echo/", "room:1", "echo"},
      {"/api/topics/room:a%2Fb/echo", "room:a/b", "echo"},
      {"/api/topics/room:a+b%20c", "room:a+b c", ""},
      {"/api/topics/room:%C3%A9%25", "room:\xC3\xA9%", ""},
  };
  for (const Case& each : kCases) {
    const absl::optional<ApiPath> path = ParseApiPath(each.path);
    ASSERT_TRUE(path.has_value()) << each.path;
    EXPECT_EQ(path->topic, each.topic);
    EXPECT_EQ(path->event, each.event);
  }
}

TEST(ApiPath, RefusesOtherPaths) {
  for (const char* path : {"", "/", "/api", "/api/topics", "/api/topics/", "/api/topics/a/b/c",
                           "/api/topic/a", "/api/topics/a%", "/api/topics/a%4", "/api/topics/a%4x",
                           "/api/topics/%FF", "/api/topics/a/%zz", "/x/api/topics/a"}) {
    EXPECT_FALSE(ParseApiPath(path).has_value()) << path;
  }
}

TEST(ApiPath, BeginsWithTheTopics) {
  EXPECT_TRUE(IsApiPath("/api/topics"));
  EXPECT_TRUE(IsApiPath("/api/topics/a/b/c"));
  EXPECT_FALSE(IsApiPath("/api/topicsx"));
  EXPECT_FALSE(IsApiPath("/api/auth/extension_token"));
}

}  // namespace
}  // namespace lossy::edge
