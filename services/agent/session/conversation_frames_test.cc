#include "services/agent/session/conversation_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;

TEST_F(ConversationTest, WordsHaveTheFrameThatWasOnScreen) {
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  EXPECT_FALSE(Show(conversation, 12.5).has_error());
  SetTimestamp(conversation, 14);
  Speak(conversation, "cut this", 2);
  const Transcript kept = transcripts_.Claim(Stage::kDraft, 1, absl::Seconds(30))->at(0);
  notes::v1::Frame frame;
  ASSERT_TRUE(frame.ParseFromString(kept.frame));
  EXPECT_EQ(frame.embedding_size(), 768);
  EXPECT_EQ(frame.timestamp(), 12.5);
  EXPECT_EQ(frame.device(), "webgpu");
}

TEST_F(ConversationTest, AFrameOutlivesTheStream) {
  {
    Conversation first = Open("ann");
    Join(first, video_);
    Show(first, 12.5);
  }
  Conversation again = Open("ann");
  Join(again, video_);
  Speak(again, "cut this");
  EXPECT_THAT(HaveFrames(), ElementsAre(true));
}

TEST_F(ConversationTest, OldFramesAreNotOfNewWords) {
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  Show(conversation, 12.5);
  SetTimestamp(conversation, 60);
  Speak(conversation, "somewhere else");
  SetTimestamp(conversation, 12.5);
  clock_.Advance(absl::Seconds(6));
  Speak(conversation, "much later");
  ASSERT_TRUE(pool_.Query("UPDATE sessions SET frame_at = now() - interval '6 seconds'").ok());
  Conversation again = Open("ann");
  Join(again);
  Speak(again, "in another stream");
  EXPECT_THAT(HaveFrames(), ElementsAre(false, false, false));
}

TEST_F(ConversationTest, ASwitchOfTheVideoDropsTheFrame) {
  const std::string other = base::NewUuid();
  video_access_.Add("ann", other);
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  Show(conversation, 12.5);
  SetVideo(conversation, video_);
  Speak(conversation, "the same video");
  SetVideo(conversation, other);
  Speak(conversation, "another one");
  SetVideo(conversation, video_);
  Speak(conversation, "the first one again");
  Show(conversation, 12.5);
  Conversation elsewhere = Open("ann");
  Join(elsewhere, other);
  Speak(elsewhere, "joined elsewhere");
  EXPECT_THAT(HaveFrames(), ElementsAre(true, false, false, false));
}

TEST_F(ConversationTest, AnInvalidFrameDoesNotReplaceTheFrame) {
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  Show(conversation, 12.5);
  v1::SessionRequest request;
  request.mutable_frame_embedding()->add_embedding(1);
  EXPECT_EQ(Refusal(Say(conversation, request)), channel::v1::REASON_INVALID_ARGUMENT);
  Speak(conversation, "cut this");
  EXPECT_THAT(HaveFrames(), ElementsAre(true));
}

}  // namespace
}  // namespace lossy::agent
