#include "services/agent/session/conversation_fixture.h"

namespace lossy::agent {
namespace {

TEST_F(ConversationTest, ReportsTheStoredPartOfAStream) {
  Conversation conversation = Open("ann");
  EXPECT_EQ(Join(conversation).join().received_bytes(), 0);
  v1::SessionRequest request;
  request.mutable_audio_chunk()->set_data("abc");
  request.mutable_audio_chunk()->set_stream_id("one");
  request.mutable_audio_chunk()->set_offset(0);
  EXPECT_FALSE(Say(conversation, request).has_error());
  EXPECT_FALSE(Say(conversation, request).has_error());
  Conversation again = Open("ann");
  const v1::SessionJoined joined = Join(again).join();
  EXPECT_EQ(joined.stream_id(), "one");
  EXPECT_EQ(joined.received_bytes(), 3);
  request.mutable_audio_chunk()->set_offset(4);
  EXPECT_EQ(Say(again, request).error().details().at("received_bytes"), "3");
}

TEST_F(ConversationTest, TakesAudioUntilItIsStopped) {
  Conversation conversation = Open("ann");
  EXPECT_EQ(Join(conversation).join().state(), "idle");
  v1::SessionRequest request;
  request.mutable_audio_chunk()->set_data(std::string(2'000, 'a'));
  EXPECT_FALSE(Say(conversation, request).has_error());
  ASSERT_EQ(sent_.size(), 1);
  EXPECT_EQ(sent_[0].agent_event().type(), "audio_chunk_received");
  EXPECT_EQ(sent_[0].agent_event().buffer_size(), 2'000);
  EXPECT_EQ(sent_[0].agent_event().duration(), 1);
  Conversation again = Open("ann");
  EXPECT_EQ(Join(again).join().state(), "listening");
  request.mutable_stop_recording();
  EXPECT_FALSE(Say(again, request).has_error());
  EXPECT_EQ(recorded_, 1);
  Conversation later = Open("ann");
  EXPECT_EQ(Join(later).join().state(), "transcribing");
}

TEST_F(ConversationTest, StoppingWithoutAudioIsNothing) {
  Conversation conversation = Open("ann");
  Join(conversation);
  v1::SessionRequest request;
  request.mutable_stop_recording();
  EXPECT_FALSE(Say(conversation, request).has_error());
  EXPECT_EQ(recorded_, 0);
}

}  // namespace
}  // namespace lossy::agent
