#include "base/trace/fake_span_sink.h"
#include "services/agent/session/conversation_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;

TEST_F(ConversationTest, KeepsWordsWithTheirOwnMoment) {
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  SetTimestamp(conversation, 12.5);
  clock_.Advance(absl::Seconds(3));
  SetTimestamp(conversation, 30);
  EXPECT_FALSE(Speak(conversation, " the pacing is\ntoo slow ", 2.5).has_error());
  EXPECT_EQ(kept_, 1);
  EXPECT_THAT(Events(session_), ElementsAre("transcript_ready"));
  const Transcript kept = transcripts_.Claim(Stage::kDraft, 10, absl::Seconds(30))->at(0);
  EXPECT_EQ(kept.text, "the pacing is too slow");
  EXPECT_EQ(kept.context.timestamp_seconds, 12.5);
  EXPECT_EQ(kept.request_id, "stream.3");
}

TEST_F(ConversationTest, WordsThatFollowTheEndOfAVideoBelongToNone) {
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  SetTimestamp(conversation, 12.5);
  clock_.Advance(absl::Seconds(3));
  v1::SessionRequest null;
  null.mutable_update_video_context();
  Say(conversation, null);
  Speak(conversation, "what a day");
  EXPECT_EQ(transcripts_.Claim(Stage::kDraft, 10, absl::Seconds(30))->at(0).context.video_id, "");
}

TEST_F(ConversationTest, KeepsWordsWithTheTraceOfTheirRequest) {
  const base::FakeSpanSink sink;
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  v1::SessionRequest request;
  request.mutable_transcript_final()->set_text("cut this");
  request.set_traceparent("00-0000000000000001000000000000000a-00000000000000bb-01");
  EXPECT_FALSE(Say(conversation, request).has_error());
  const base::SpanRecord span = sink.Find("transcript_final");
  EXPECT_EQ(span.parent, 0xbbu);
  EXPECT_EQ(transcripts_.Claim(Stage::kDraft, 10, absl::Seconds(30))->at(0).trace, span.context);
}

TEST_F(ConversationTest, HandlesTheSameWordsOnce) {
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  Speak(conversation, "cut this", 1);
  EXPECT_FALSE(Speak(conversation, "cut this", 1).has_error());
  ASSERT_EQ(sent_.size(), 1);
  EXPECT_EQ(sent_[0].agent_event().reason(), "duplicate");
  Speak(conversation, "cut this", 2);
  EXPECT_EQ(kept_, 2);
}

TEST_F(ConversationTest, HandlesARepeatedRequestIdOnceAfterAnyTime) {
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  v1::SessionRequest request;
  request.mutable_transcript_final()->set_text("cut this");
  request.mutable_transcript_final()->set_request_id("utterance 1");
  EXPECT_FALSE(Say(conversation, request).has_error());
  ASSERT_TRUE(pool_.Query("UPDATE transcripts SET inserted_at = now() - interval '1 hour'").ok());
  EXPECT_FALSE(Say(conversation, request).has_error());
  EXPECT_EQ(kept_, 1);
  request.mutable_transcript_final()->set_request_id("utterance 2");
  EXPECT_FALSE(Say(conversation, request).has_error());
  EXPECT_EQ(kept_, 2);
}

TEST_F(ConversationTest, DropsSilence) {
  Conversation conversation = Open("ann");
  Join(conversation);
  EXPECT_FALSE(Speak(conversation, " \n\t ").has_error());
  ASSERT_EQ(sent_.size(), 1);
  EXPECT_EQ(sent_[0].agent_event().type(), "note_skipped");
  EXPECT_EQ(kept_, 0);
}

TEST_F(ConversationTest, WordsThatAreNotThereAreRefusedAndNotLostSilently) {
  Conversation conversation = Open("ann");
  Join(conversation);
  v1::SessionRequest request;
  request.mutable_transcript_final()->set_source("local");
  EXPECT_EQ(Say(conversation, request).error().message(), "text is required");
  request.mutable_transcript_partial()->set_confidence(0.5);
  EXPECT_EQ(Say(conversation, request).error().message(), "text is required");
  request.mutable_transcript_partial()->set_text("a");
  request.mutable_transcript_partial()->set_confidence(7);
  EXPECT_EQ(Say(conversation, request).error().message(), "confidence must be between 0 and 1");
}

TEST_F(ConversationTest, PublishesInterimWords) {
  Conversation conversation = Open("ann");
  Join(conversation);
  v1::SessionRequest request;
  request.mutable_transcript_partial()->set_text("the pac");
  Say(conversation, request);
  ASSERT_EQ(sent_.size(), 1);
  EXPECT_EQ(sent_[0].agent_event().type(), "transcript_partial");
  EXPECT_EQ(sent_[0].agent_event().text(), "the pac");
  EXPECT_TRUE(sent_[0].ref().empty());
}

}  // namespace
}  // namespace lossy::agent
