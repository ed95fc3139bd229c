#include "services/agent/session/conversation.h"

#include "absl/strings/str_cat.h"
#include "base/text/uuid.h"
#include "base/time/fake_clock.h"
#include "gmock/gmock.h"
#include "services/agent/storage/agent_fixture.h"
#include "services/shared/user_settings/fake_user_settings.h"
#include "services/shared/video_access/fake_video_access.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ConversationTest : public AgentTest {
 protected:
  ConversationTest() { library_.Add("ann", video_); }

  Conversation Open(const std::string& user_id) {
    base::Caller caller{.identity = {.user_id = user_id, .device_id = "d"}};
    caller.request_id = "stream";
    return Conversation(around_, caller,
                        [this](const v1::SessionResponse& response) { sent_.push_back(response); });
  }

  // The reply; what was pushed stays in pushed_.
  v1::SessionResponse Say(Conversation& conversation, v1::SessionRequest request) {
    request.set_ref("7");
    sent_.clear();
    goes_on_ = conversation.Handle(request);
    EXPECT_FALSE(sent_.empty());
    v1::SessionResponse reply = sent_.back();
    EXPECT_EQ(reply.ref(), "7");
    sent_.pop_back();
    return reply;
  }

  v1::SessionResponse Join(Conversation& conversation, const std::string& video_id = "",
                           absl::optional<double> timestamp = {}) {
    v1::SessionRequest request;
    request.mutable_join()->set_session_id(session_);
    if (!video_id.empty()) request.mutable_join()->set_video_id(video_id);
    if (timestamp) request.mutable_join()->set_timestamp(*timestamp);
    return Say(conversation, request);
  }

  v1::SessionResponse Speak(Conversation& conversation, const std::string& text,
                            absl::optional<double> seconds = {}) {
    v1::SessionRequest request;
    request.mutable_transcript_final()->set_text(text);
    if (seconds) {
      request.mutable_transcript_final()->set_duration_seconds(*seconds);
      request.mutable_transcript_final()->set_transcription_time_ms(500);
    }
    return Say(conversation, request);
  }

  v1::SessionResponse SetTimestamp(Conversation& conversation, double seconds) {
    v1::SessionRequest request;
    request.mutable_set_timestamp()->set_timestamp(seconds);
    return Say(conversation, request);
  }

  v1::SessionResponse Show(Conversation& conversation, double second) {
    v1::SessionRequest request;
    v1::FrameEmbedding& embedding = *request.mutable_frame_embedding();
    for (int i = 0; i < 768; ++i) embedding.add_embedding(0.5f);
    embedding.set_timestamp(second);
    embedding.set_device("webgpu");
    return Say(conversation, request);
  }

  v1::SessionResponse SetVideo(Conversation& conversation, const std::string& video_id) {
    v1::SessionRequest request;
    request.mutable_update_video_context()->set_video_id(video_id);
    return Say(conversation, request);
  }

  // Of the words that wait to be noted; those of each session in the order of speech.
  std::vector<bool> HaveFrames() {
    std::vector<bool> have;
    for (;;) {
      const auto claimed = *transcripts_.Claim(Stage::kNoting, 1, absl::Seconds(30));
      if (claimed.empty()) return have;
      have.push_back(!claimed[0].frame.empty());
      EXPECT_TRUE(transcripts_.Finish(claimed[0], Progress::kNoted, {}).ok());
    }
  }

  static channel::v1::Reason Refusal(const v1::SessionResponse& reply) {
    return reply.error().reason();
  }

  const std::string session_ = base::NewUuid();
  const std::string video_ = base::NewUuid();
  services::FakeVideoAccess library_;
  services::FakeSettings settings_;
  base::FakeClock clock_;
  int kept_ = 0;
  int recorded_ = 0;
  const Surroundings around_{.sessions = sessions_,
                             .transcripts = transcripts_,
                             .library = library_,
                             .settings = settings_,
                             .clock = clock_,
                             .on_behalf =
                                 [](const std::string& user_id, const std::string&) {
                                   return base::Caller{.identity = {.user_id = user_id}};
                                 },
                             .on_transcript = [this] { ++kept_; },
                             .on_recording = [this] { ++recorded_; },
                             .features = {{"transcription", true}},
                             .transcribes = true};
  std::vector<v1::SessionResponse> sent_;
  bool goes_on_ = false;
};

TEST_F(ConversationTest, OpensASessionAndSaysWhatAJoinSays) {
  Conversation conversation = Open("ann");
  const v1::SessionJoined joined = Join(conversation, video_, 3).join();
  EXPECT_EQ(joined.session_id(), session_);
  EXPECT_EQ(joined.video_id(), video_);
  EXPECT_EQ(joined.user_id(), "ann");
  EXPECT_FALSE(joined.voice_session_enabled());
  EXPECT_TRUE(goes_on_);
}

TEST_F(ConversationTest, BelongsToTheUserWhoFirstJoined) {
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
      transcripts_.Claim(Stage::kNoting, 10, absl::Seconds(30))->at(0).context.timestamp_seconds,
      42);
}

TEST_F(ConversationTest, RefusesAVideoOfSomebodyElseAndKeepsItsContext) {
  const std::string foreign = base::NewUuid();
  Conversation conversation = Open("ann");
  EXPECT_EQ(Refusal(Join(conversation, foreign)), channel::v1::REASON_NOT_FOUND);
  Conversation other = Open("ann");
  Join(other, video_);
  v1::SessionRequest request;
  request.mutable_update_video_context()->set_video_id(foreign);
  EXPECT_EQ(Refusal(Say(other, request)), channel::v1::REASON_NOT_FOUND);
  Speak(other, "cut this");
  EXPECT_EQ(transcripts_.Claim(Stage::kNoting, 10, absl::Seconds(30))->at(0).context.video_id,
            video_);
}

TEST_F(ConversationTest, KeepsWordsWithTheirOwnMoment) {
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  SetTimestamp(conversation, 12.5);
  clock_.Advance(absl::Seconds(3));
  SetTimestamp(conversation, 30);
  EXPECT_FALSE(Speak(conversation, " the pacing is\ntoo slow ", 2.5).has_error());
  EXPECT_EQ(kept_, 1);
  EXPECT_THAT(Told(session_), ElementsAre("transcript_ready"));
  const Transcript kept = transcripts_.Claim(Stage::kNoting, 10, absl::Seconds(30))->at(0);
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
  EXPECT_EQ(transcripts_.Claim(Stage::kNoting, 10, absl::Seconds(30))->at(0).context.video_id, "");
}

TEST_F(ConversationTest, WordsHaveTheFrameThatWasOnScreen) {
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  EXPECT_FALSE(Show(conversation, 12.5).has_error());
  SetTimestamp(conversation, 14);
  Speak(conversation, "cut this", 2);
  const Transcript kept = transcripts_.Claim(Stage::kNoting, 1, absl::Seconds(30))->at(0);
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
  library_.Add("ann", other);
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

TEST_F(ConversationTest, AFrameThatIsNoneLeavesTheOneBefore) {
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  Show(conversation, 12.5);
  v1::SessionRequest request;
  request.mutable_frame_embedding()->add_embedding(1);
  EXPECT_EQ(Refusal(Say(conversation, request)), channel::v1::REASON_INVALID_ARGUMENT);
  Speak(conversation, "cut this");
  EXPECT_THAT(HaveFrames(), ElementsAre(true));
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

TEST_F(ConversationTest, TakesTheSameWordsTwiceOnlyOnce) {
  Conversation conversation = Open("ann");
  Join(conversation, video_);
  Speak(conversation, "cut this", 1);
  EXPECT_FALSE(Speak(conversation, "cut this", 1).has_error());
  ASSERT_EQ(sent_.size(), 1);
  EXPECT_EQ(sent_[0].agent_event().reason(), "duplicate");
  Speak(conversation, "cut this", 2);
  EXPECT_EQ(kept_, 2);
}

TEST_F(ConversationTest, TakesWhatComesAgainWithItsRequestIdOnlyOnceHoweverLate) {
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

TEST_F(ConversationTest, AnswersWhatIsWrongAndGoesOn) {
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

TEST_F(ConversationTest, SaysWhichPartOfAStreamItHas) {
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

TEST_F(ConversationTest, SaysWhatTheInstallationCanDo) {
  Conversation conversation = Open("ann");
  const v1::SessionJoined joined = Join(conversation).join();
  EXPECT_TRUE(joined.features().at("transcription"));
  EXPECT_FALSE(joined.features().at("phoenix_voice_session"));
}

// Ann has voice sessions switched on.
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

  // The states that were pushed since the last reply.
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

TEST_F(VoiceConversationTest, TellsItsStateAfterTheReplyToTheJoin) {
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

TEST_F(VoiceConversationTest, CountsNotesWhoeverMakesThem) {
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

TEST_F(VoiceConversationTest, GoesOnWhereItWasLeft) {
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

TEST_F(ConversationTest, PassesOnWhatIsBeingSaid) {
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
