#include "absl/strings/str_cat.h"
#include "services/agent/session/conversation_fixture.h"

namespace lossy::agent {
namespace {

TEST_F(ConversationTest, OpensASessionAndAnswersAsAJoin) {
  Conversation conversation = Open("ann");
  const v1::SessionJoined joined = Join(conversation, video_, 3).join();
  EXPECT_EQ(joined.session_id(), session_);
  EXPECT_EQ(joined.video_id(), video_);
  EXPECT_EQ(joined.user_id(), "ann");
  EXPECT_FALSE(joined.voice_session_enabled());
  EXPECT_TRUE(goes_on_);
}

TEST_F(ConversationTest, BelongsToTheFirstUser) {
  Conversation ann = Open("ann"), ben = Open("ben");
  Join(ann);
  EXPECT_EQ(Refusal(Join(ben)), channel::v1::REASON_NOT_FOUND);
  EXPECT_FALSE(goes_on_);
  EXPECT_FALSE(Join(ann).has_error());
}

TEST_F(ConversationTest, ResumesWhereItWasLeft) {
  {
    Conversation first = Open("ann");
    Join(first, video_, 3);
    SetTimestamp(first, 42);
  }
  Conversation again = Open("ann");
  EXPECT_EQ(Join(again).join().video_id(), video_);
  Speak(again, "cut this");
  ASSERT_EQ(
      transcripts_.Claim(Stage::kDraft, 10, absl::Seconds(30))->at(0).context.timestamp_seconds,
      42);
}

TEST_F(ConversationTest, RefusesAVideoOfAnotherUserAndKeepsItsContext) {
  const std::string foreign = base::NewUuid();
  Conversation conversation = Open("ann");
  EXPECT_EQ(Refusal(Join(conversation, foreign)), channel::v1::REASON_NOT_FOUND);
  Conversation other = Open("ann");
  Join(other, video_);
  v1::SessionRequest request;
  request.mutable_update_video_context()->set_video_id(foreign);
  EXPECT_EQ(Refusal(Say(other, request)), channel::v1::REASON_NOT_FOUND);
  Speak(other, "cut this");
  EXPECT_EQ(transcripts_.Claim(Stage::kDraft, 10, absl::Seconds(30))->at(0).context.video_id,
            video_);
}

TEST_F(ConversationTest, AnyRefIsAnsweredAndLeavesTheRequestIdLegal) {
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  for (const std::string& ref :
       {std::string("é"), std::string("a\0b", 3), std::string("a\nb"), std::string(1000, 'x')}) {
    v1::SessionRequest request;
    request.mutable_transcript_final()->set_text(absl::StrCat("cut ", kept_));
    request.set_ref(ref);
    EXPECT_TRUE(conversation.Handle(request));
    EXPECT_EQ(sent_.back().ref(), ref);
    EXPECT_FALSE(sent_.back().has_error());
  }
  EXPECT_EQ(kept_, 4);
  EXPECT_TRUE(
      pool_.Query("SELECT bool_and(request_id ~ '^[!-~]{1,64}$') FROM transcripts")->Bool(0, 0));
}

TEST_F(ConversationTest, AnswersAnErrorAndContinues) {
  Conversation conversation = Open("ann");
  Join(conversation);
  v1::SessionRequest request;
  request.mutable_set_timestamp();
  EXPECT_EQ(Say(conversation, request).error().message(), "timestamp is required");
  EXPECT_EQ(Refusal(SetTimestamp(conversation, -1)), channel::v1::REASON_INVALID_ARGUMENT);
  request.mutable_frame_embedding()->add_embedding(1);
  EXPECT_EQ(Refusal(Say(conversation, request)), channel::v1::REASON_INVALID_ARGUMENT);
  request.mutable_audio_chunk();
  EXPECT_EQ(Say(conversation, request).error().message(), "data must not be empty");
  request.mutable_voice_event()->set_type("metrics");
  EXPECT_EQ(Say(conversation, request).error().message(), "voice_session_not_enabled");
  EXPECT_EQ(Refusal(Speak(conversation, std::string(20'001, 'a'))),
            channel::v1::REASON_INVALID_ARGUMENT);
  request.mutable_ping();
  EXPECT_TRUE(Say(conversation, request).ping().pong());
  EXPECT_TRUE(goes_on_);
}

TEST_F(ConversationTest, MillisecondsAreRefusedWhereSecondsAreMeant) {
  constexpr double kMilliseconds = 1'795'987'772'181;
  Conversation conversation = Open("ann");
  EXPECT_EQ(Refusal(Join(conversation, "", kMilliseconds)), channel::v1::REASON_INVALID_ARGUMENT);
  Join(conversation);
  EXPECT_EQ(Refusal(SetTimestamp(conversation, kMilliseconds)),
            channel::v1::REASON_INVALID_ARGUMENT);
  EXPECT_EQ(Refusal(Show(conversation, kMilliseconds)), channel::v1::REASON_INVALID_ARGUMENT);
  EXPECT_EQ(Refusal(Speak(conversation, "a", kMilliseconds)), channel::v1::REASON_INVALID_ARGUMENT);
  EXPECT_EQ(Refusal(Speak(conversation, "a", -1)), channel::v1::REASON_INVALID_ARGUMENT);
  EXPECT_EQ(kept_, 0);
}

TEST_F(ConversationTest, ReportsTheFeaturesOfTheInstallation) {
  Conversation conversation = Open("ann");
  const v1::SessionJoined joined = Join(conversation).join();
  EXPECT_TRUE(joined.features().at("transcription"));
  EXPECT_FALSE(joined.features().at("phoenix_voice_session"));
}

TEST_F(ConversationTest, WantsTheJoinFirst) {
  Conversation conversation = Open("ann");
  v1::SessionRequest request;
  request.mutable_ping();
  EXPECT_EQ(Refusal(Say(conversation, request)), channel::v1::REASON_FAILED_PRECONDITION);
  EXPECT_FALSE(goes_on_);
}

TEST_F(ConversationTest, WantsASessionIdThatItsEventsCanBeSentTo) {
  Conversation conversation = Open("ann");
  v1::SessionRequest request;
  request.mutable_join()->set_session_id("ABCDEF00-0000-7000-8000-000000000000");
  EXPECT_EQ(Refusal(Say(conversation, request)), channel::v1::REASON_INVALID_ARGUMENT);
  request.mutable_join()->set_session_id("lobby");
  EXPECT_EQ(Refusal(Say(conversation, request)), channel::v1::REASON_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace lossy::agent
