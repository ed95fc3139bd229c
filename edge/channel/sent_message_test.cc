#include "edge/channel/sent_message.h"

#include <string>

#include "edge/phoenix/event_stream.h"
#include "edge/phoenix/v1.h"
#include "edge/phoenix/v2.h"
#include "edge/phoenix/v2_binary.h"
#include "gtest/gtest.h"

namespace lossy::edge {
namespace {

TEST(SentMessageTest, ReadsAReplyOfV2) {
  SentMessage sent;
  const auto parts = V2ReplyParts("\"1\"", "\"2\"", "\"room:a\"", "ok", "{\"x\":1}");
  ASSERT_TRUE(sent.Read(Serializer::kV2, MessageKind::kText, parts));
  EXPECT_EQ(sent.message().topic, "room:a");
  EXPECT_EQ(sent.message().event, "phx_reply");
  EXPECT_EQ(sent.message().ref, "\"2\"");
  EXPECT_EQ(sent.message().payload, R"({"status":"ok","response":{"x":1}})");
  EXPECT_EQ(sent.bytes(), TotalSize(parts));
}

TEST(SentMessageTest, ReadsAPushOfEachTextFormat) {
  SentMessage sent;
  ASSERT_TRUE(sent.Read(Serializer::kV2TextOnly, MessageKind::kText,
                        V2PushParts("null", "\"room:a\"", "echo", "{\"x\":1}")));
  EXPECT_EQ(sent.message().event, "echo");
  EXPECT_EQ(sent.message().ref, "null");
  ASSERT_TRUE(sent.Read(Serializer::kV1, MessageKind::kText,
                        V1PushParts("\"room:a\"", "echo", "{\"x\":1}")));
  EXPECT_EQ(sent.message().topic, "room:a");
  EXPECT_EQ(sent.message().payload, "{\"x\":1}");
}

TEST(SentMessageTest, ReadsAServerSentEvent) {
  SentMessage sent;
  ASSERT_TRUE(sent.Read(Serializer::kEventStream, MessageKind::kText,
                        EventParts("e:1", "echo", "{\"x\":1}")));
  EXPECT_EQ(sent.message().topic, "");
  EXPECT_EQ(sent.message().event, "echo");
  EXPECT_EQ(sent.message().payload, "{\"x\":1}");
}

TEST(SentMessageTest, ReadsBinaryMessages) {
  SentMessage sent;
  std::string push;
  ASSERT_TRUE(AppendBinaryPush("\"1\"", "room:a", "echo", &push));
  ASSERT_TRUE(sent.Read(Serializer::kV2, MessageKind::kBinary, {{push, "bytes"}}));
  EXPECT_EQ(sent.message().topic, "room:a");
  EXPECT_EQ(sent.message().event, "echo");
  EXPECT_EQ(sent.message().payload, "bytes");
  std::string reply;
  ASSERT_TRUE(AppendBinaryReply("\"1\"", "\"2\"", "room:a", "ok", &reply));
  ASSERT_TRUE(sent.Read(Serializer::kV2, MessageKind::kBinary, {{reply, "bytes"}}));
  EXPECT_EQ(sent.message().topic, "room:a");
  EXPECT_EQ(sent.message().event, "phx_reply");
  std::string broadcast;
  ASSERT_TRUE(AppendBinaryBroadcast("room:a", "echo", &broadcast));
  ASSERT_TRUE(sent.Read(Serializer::kV2, MessageKind::kBinary, {{broadcast, "bytes"}}));
  EXPECT_EQ(sent.message().topic, "room:a");
  EXPECT_EQ(sent.message().event, "echo");
  EXPECT_EQ(sent.message().payload, "bytes");
}

TEST(SentMessageTest, RefusesOtherBytes) {
  SentMessage sent;
  const absl::string_view object = "{}";
  EXPECT_FALSE(sent.Read(Serializer::kV2, MessageKind::kText, {&object, 1}));
  for (const absl::string_view bytes : {"", "\x03", "\x01\x01", "\x02\x09\x09 short"}) {
    EXPECT_FALSE(sent.Read(Serializer::kV2, MessageKind::kBinary, {&bytes, 1}));
  }
}

}  // namespace
}  // namespace lossy::edge
