#include "edge/transcoding/event_view.h"

#include "gtest/gtest.h"
#include "sample.pb.h"

namespace lossy::edge {
namespace {

class EventViewTest : public testing::Test {
 protected:
  template <typename T>
  const MessageTable& Table() {
    return **tables_.For(T::descriptor());
  }

  TableSet tables_;
};

TEST_F(EventViewTest, IsTheMemberThatIsSet) {
  sample::Event message;
  message.mutable_leaf_created()->set_name("n");
  const std::string wire = message.SerializeAsString();
  const absl::StatusOr<EventView> event = ReadEvent(Table<sample::Event>(), wire);
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event->name, "leaf_created");
  EXPECT_EQ(event->table, &Table<sample::Leaf>());
  EXPECT_EQ(event->payload, message.leaf_created().SerializeAsString());
}

TEST_F(EventViewTest, MayBeAStruct) {
  sample::Event message;
  message.mutable_anything();
  const std::string wire = message.SerializeAsString();
  const absl::StatusOr<EventView> event = ReadEvent(Table<sample::Event>(), wire);
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event->name, "anything");
  EXPECT_TRUE(event->table->is_struct());
  EXPECT_EQ(event->payload, "");
}

TEST_F(EventViewTest, HasNoNameWhenNoneIsSet) {
  const absl::StatusOr<EventView> event = ReadEvent(Table<sample::Event>(), "\x18\x05");
  ASSERT_TRUE(event.ok());
  EXPECT_EQ(event->name, "");
  EXPECT_EQ(event->table, nullptr);
}

TEST_F(EventViewTest, IsTheLastOfSeveral) {
  sample::Event first, second;
  first.mutable_anything();
  second.mutable_leaf_created();
  const std::string wire = first.SerializeAsString() + second.SerializeAsString();
  EXPECT_EQ(ReadEvent(Table<sample::Event>(), wire)->name, "leaf_created");
}

TEST_F(EventViewTest, RefusesMalformedBytes) {
  EXPECT_EQ(ReadEvent(Table<sample::Event>(), "\x0a\x05").status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReadSessionMessage(Table<sample::SessionReply>(), "\x80").status().code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(EventViewTest, ReadsAReply) {
  sample::SessionReply reply;
  reply.set_ref("7");
  reply.mutable_pong();
  const std::string wire = reply.SerializeAsString();
  const absl::StatusOr<SessionMessage> message =
      ReadSessionMessage(Table<sample::SessionReply>(), wire);
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(message->ref, "7");
  EXPECT_FALSE(message->has_error);
  EXPECT_EQ(message->event.name, "pong");
}

TEST_F(EventViewTest, ReadsARefusal) {
  sample::SessionReply reply;
  reply.set_ref("7");
  reply.mutable_error()->set_message("no");
  const std::string wire = reply.SerializeAsString();
  const absl::StatusOr<SessionMessage> message =
      ReadSessionMessage(Table<sample::SessionReply>(), wire);
  ASSERT_TRUE(message.ok());
  ASSERT_TRUE(message->has_error);
  channel::v1::Error error;
  ASSERT_TRUE(error.ParseFromArray(message->error.data(), message->error.size()));
  EXPECT_EQ(error.message(), "no");
  EXPECT_EQ(message->event.name, "");
}

TEST_F(EventViewTest, ReadsAPush) {
  sample::SessionReply push;
  push.mutable_join()->set_limit(1);
  const std::string wire = push.SerializeAsString();
  const absl::StatusOr<SessionMessage> message =
      ReadSessionMessage(Table<sample::SessionReply>(), wire);
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(message->ref, "");
  EXPECT_EQ(message->event.name, "join");
}

TEST(AppendSessionRequest, WritesARefAndAMember) {
  std::string wire;
  sample::Leaf leaf;
  leaf.set_name("n");
  AppendSessionRequest(1, "12", 4, leaf.SerializeAsString(), &wire);
  sample::SessionReply message;
  ASSERT_TRUE(message.ParseFromString(wire));
  EXPECT_EQ(message.ref(), "12");
  EXPECT_EQ(message.pong().name(), "n");
}

TEST(AppendSessionRequest, WritesNoRefWhenNoReplyIsWanted) {
  std::string wire;
  AppendSessionRequest(1, "", 4, "", &wire);
  EXPECT_EQ(wire, std::string("\x22\0", 2));
}

}  // namespace
}  // namespace lossy::edge
