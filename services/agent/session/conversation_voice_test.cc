#include "services/agent/session/conversation_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;

// The voice sessions of ann are enabled.
class VoiceConversationTest : public ConversationTest {
 protected:
  VoiceConversationTest() {
    settings_.chosen["ann"].features["phoenix_voice_session"] = true;
    settings_.chosen["ann"].min_confidence = 0.4;
  }

  v1::SessionResponse JoinWithVoice(Conversation& conversation) {
    v1::SessionRequest request;
    request.set_ref("7");
    request.mutable_join()->set_session_id(session_);
    request.mutable_join()->set_video_id(video_);
    request.mutable_join()->set_voice_mode(true);
    sent_.clear();
    EXPECT_TRUE(conversation.Handle(request));
    return sent_.at(0);
  }

  v1::SessionResponse Hear(Conversation& conversation, const std::string& type,
                           std::int64_t sequence) {
    v1::SessionRequest request;
    request.mutable_voice_event()->set_type(type);
    request.mutable_voice_event()->set_sequence(sequence);
    return Say(conversation, request);
  }

  // Returns the pushed states since the last reply.
  std::vector<std::string> States() {
    std::vector<std::string> states;
    for (const v1::SessionResponse& push : sent_) {
      if (push.has_voice_status()) states.push_back(push.voice_status().status());
    }
    return states;
  }
};

TEST_F(VoiceConversationTest, IsOffUnlessItsUserWantsItAndItsClientAsks) {
  Conversation silent = Open("ann");
  EXPECT_FALSE(Join(silent).join().voice_session_enabled());
  Conversation other = Open("ben");
  v1::SessionRequest request;
  request.mutable_join()->set_session_id(base::NewUuid());
  request.mutable_join()->set_voice_mode(true);
  EXPECT_FALSE(Say(other, request).join().voice_session_enabled());
  EXPECT_EQ(other.Due(), absl::InfiniteFuture());
}

TEST_F(VoiceConversationTest, SendsItsStateAfterTheReplyToTheJoin) {
  Conversation conversation = Open("ann");
  const v1::SessionResponse reply = JoinWithVoice(conversation);
  EXPECT_TRUE(reply.join().voice_session_enabled());
  EXPECT_TRUE(reply.join().features().at("phoenix_voice_session"));
  EXPECT_EQ(reply.join().min_confidence(), 0.4);
  EXPECT_THAT(States(), ElementsAre("observing"));
}

TEST_F(VoiceConversationTest, FollowsSpeechAndTheClock) {
  Conversation conversation = Open("ann");
  JoinWithVoice(conversation);
  EXPECT_FALSE(Hear(conversation, "speech_start", 1).has_error());
  EXPECT_THAT(States(), ElementsAre("recording"));
  EXPECT_EQ(sent_.back().recording_control().action(), "start");
  Hear(conversation, "speech_end", 2);
  EXPECT_THAT(States(), ElementsAre("cooldown"));
  sent_.clear();
  clock_.Advance(absl::Seconds(2));
  EXPECT_LE(conversation.Due(), clock_.Now());
  conversation.Tick();
  EXPECT_THAT(States(), ElementsAre("observing"));
}

TEST_F(VoiceConversationTest, CountsTheNotesOfEverySource) {
  Conversation conversation = Open("ann");
  JoinWithVoice(conversation);
  Speak(conversation, "cut this");
  ASSERT_TRUE(pool_.Query("UPDATE transcripts SET status = 'noted'").ok());
  clock_.Advance(absl::Seconds(1));
  sent_.clear();
  conversation.Tick();
  ASSERT_FALSE(sent_.empty());
  EXPECT_EQ(sent_.back().voice_status().telemetry().at("notesCreated"), 1);
}

TEST_F(VoiceConversationTest, ContinuesFromItsSavedState) {
  {
    Conversation first = Open("ann");
    JoinWithVoice(first);
    Hear(first, "speech_start", 1);
    Hear(first, "speech_end", 2);
    first.Leave();
  }
  Conversation again = Open("ann");
  JoinWithVoice(again);
  v1::SessionRequest request;
  request.mutable_reconcile_events()->set_last_sequence(1);
  EXPECT_EQ(Say(again, request).reconcile_events().gap(), 1);
  request.mutable_reconcile_events()->set_last_sequence(500);
  const v1::SessionResponse refusal = Say(again, request);
  EXPECT_EQ(Refusal(refusal), channel::v1::REASON_RESET_REQUIRED);
  EXPECT_EQ(sent_.back().reset_session().reason(), "state_diverged");
}

}  // namespace
}  // namespace lossy::agent
