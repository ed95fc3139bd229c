#include "edge/routing/routing_table.h"

#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

using google::protobuf::FileDescriptorSet;
using testing::ElementsAre;

FileDescriptorSet Forum() {
  FileDescriptorSet set;
  std::ifstream file("edge/routing/testdata/forum_descriptors.binpb", std::ios::binary);
  EXPECT_TRUE(set.ParseFromIstream(&file));
  return set;
}

class RoutingTableTest : public testing::Test {
 protected:
  void SetUp() override {
    auto table = RoutingTable::Build(Forum(), {"forum.v1.ForumService", "forum.v1.TalkService"});
    ASSERT_TRUE(table.ok()) << table.status();
    table_ = *std::move(table);
  }

  const ChannelRoute* Route(absl::string_view topic) {
    const absl::optional<RoutingTable::Match> match = table_->Find(topic);
    return match ? match->route : nullptr;
  }

  std::unique_ptr<RoutingTable> table_;
};

TEST_F(RoutingTableTest, FindsALiteralTopic) {
  const ChannelRoute* route = Route("forum:lobby");
  ASSERT_NE(route, nullptr);
  EXPECT_FALSE(route->is_session);
  EXPECT_EQ(route->join->path, "/forum.v1.ForumService/JoinLobby");
  EXPECT_EQ(route->join->service, "forum.v1.ForumService");
  EXPECT_EQ(route->join->name, "JoinLobby");
  EXPECT_EQ(route->join->request->full_name(), "forum.v1.JoinLobbyRequest");
  EXPECT_EQ(route->join->response->full_name(), "forum.v1.JoinReply");
  EXPECT_THAT(route->join_bindings, testing::IsEmpty());
  EXPECT_THAT(route->push, ElementsAre("posted"));
  EXPECT_EQ(route->subscribe.Render({}, "ann"), "user:ann");
}

TEST_F(RoutingTableTest, BindsTheVariablesOfATopic) {
  const std::string topic = "archive:1999:thread:a:b";
  const absl::optional<RoutingTable::Match> match = table_->Find(topic);
  ASSERT_TRUE(match.has_value());
  const std::vector<Binding>& bindings = match->route->join_bindings;
  ASSERT_EQ(bindings.size(), 2u);
  EXPECT_EQ(bindings[0].field_number, 4);
  EXPECT_EQ(match->variables[bindings[0].variable], "1999");
  EXPECT_EQ(bindings[1].field_number, 3);
  EXPECT_EQ(match->variables[bindings[1].variable], "a:b");
  EXPECT_TRUE(match->route->subscribe.empty());
}

TEST_F(RoutingTableTest, FindsNoTopicWithoutAMethod) {
  for (const char* topic : {"", "forum", "forum:", "forum:lobby:x", "forum:thread:", "forum:thread",
                            "archive:1:thread", "phoenix", "unknown:topic", ":::::::::"}) {
    EXPECT_EQ(Route(topic), nullptr) << topic;
  }
}

TEST_F(RoutingTableTest, KnowsWhichMethodsAreIdempotent) {
  EXPECT_TRUE(Route("forum:thread:T")->join->idempotent);
  EXPECT_FALSE(Route("forum:lobby")->join->idempotent);
}

TEST_F(RoutingTableTest, AnswersAnEventOnSeveralTopics) {
  const ChannelRoute* lobby = Route("forum:lobby");
  const ChannelRoute* thread = Route("forum:thread:T");
  ASSERT_TRUE(lobby->events.contains("post"));
  ASSERT_TRUE(thread->events.contains("post"));
  EXPECT_EQ(lobby->events.at("post").method, thread->events.at("post").method);
  EXPECT_THAT(lobby->events.at("post").bindings, testing::IsEmpty());
  // The event's own name for the variable decides where it goes.
  ASSERT_EQ(thread->events.at("post").bindings.size(), 1u);
  EXPECT_EQ(thread->events.at("post").bindings[0].field_number, 2);
  EXPECT_FALSE(Route("archive:1:thread:T")->events.contains("post"));
}

TEST_F(RoutingTableTest, MakesASessionOfABidirectionalMethod) {
  const ChannelRoute* route = Route("talk:R");
  ASSERT_NE(route, nullptr);
  EXPECT_TRUE(route->is_session);
  EXPECT_EQ(route->join->path, "/forum.v1.TalkService/Talk");
  EXPECT_EQ(route->session_ref_number, 9);
  EXPECT_EQ(route->session_join.number, 1);
  EXPECT_EQ(route->session_join.table->full_name(), "forum.v1.TalkJoin");
  ASSERT_EQ(route->join_bindings.size(), 1u);
  EXPECT_EQ(route->join_bindings[0].field_number, 7);
  ASSERT_EQ(route->session_events.size(), 2u);
  EXPECT_EQ(route->session_events.at("say").number, 2);
  EXPECT_EQ(route->session_events.at("say").table->full_name(), "forum.v1.Say");
  EXPECT_TRUE(route->session_events.at("wave").table->is_struct());
  EXPECT_EQ(route->join->response->full_name(), "forum.v1.TalkResponse");
}

TEST_F(RoutingTableTest, AnswersAnEventOnASessionsTopicByAUnaryMethod) {
  EXPECT_EQ(Route("talk:R")->events.at("mute").method->name, "Mute");
}

TEST_F(RoutingTableTest, KnowsTheTypesOfEvents) {
  EXPECT_NE(table_->FindEventType("forum.v1.ForumEvent"), nullptr);
  EXPECT_NE(table_->FindEventType("forum.v1.Envelope.Inner"), nullptr);
  EXPECT_EQ(table_->FindEventType("forum.v1.Envelope"), nullptr);
  EXPECT_EQ(table_->FindEventType("forum.v1.PostRequest"), nullptr);
  EXPECT_EQ(table_->FindEventType("forum.v1.Nothing"), nullptr);
}

TEST(RoutingTable, TakesAFileThatIsThereTwice) {
  FileDescriptorSet set = Forum();
  set.MergeFrom(Forum());
  EXPECT_TRUE(RoutingTable::Build(set, {"forum.v1.ForumService", "forum.v1.TalkService"}).ok());
}

TEST(RoutingTable, MayBeEmpty) {
  const auto table = RoutingTable::Build({}, {});
  ASSERT_TRUE(table.ok());
  EXPECT_FALSE((*table)->Find("a:b").has_value());
}

}  // namespace
}  // namespace lossy::edge
