#include "services/agent/voice/voice_session.h"

#include "services/agent/voice/voice_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr absl::Duration kMoment = absl::Milliseconds(1);

TEST_F(VoiceSessionTest, ObservesAgainAfterAnUtteranceAndItsCooldown) {
  EXPECT_TRUE(Say("speech_start").ok());
  EXPECT_TRUE(Say("speech_end").ok());
  EXPECT_EQ(session_.NextDeadline(), now_ + options_.cooldown);
  Pass(options_.cooldown - kMoment);
  EXPECT_EQ(session_.state(), VoiceState::kCooldown);
  Sent();
  Pass(kMoment);
  EXPECT_THAT(Sent(), ElementsAre("observing < cooldown"));
  EXPECT_EQ(session_.NextDeadline(), absl::InfiniteFuture());
}

TEST_F(VoiceSessionTest, EndsAnUtteranceWithALostEnd) {
  EXPECT_TRUE(Say("speech_start").ok());
  Sent();
  Pass(options_.max_speech);
  EXPECT_THAT(Sent(), ElementsAre("cooldown < recording", "stop"));
}

TEST_F(VoiceSessionTest, ReportsThatItIgnoresSpeechWithoutAVideo) {
  session_.SetVideo(false, now_);
  EXPECT_TRUE(Say("speech_start").ok());
  EXPECT_THAT(Sent(), ElementsAre("ignored no_video_context"));
  Pass(options_.report_interval);
  EXPECT_EQ(telemetry().at("ignoredNoContext"), 1);
  EXPECT_EQ(telemetry().at("speechDetections"), 0);
}

TEST_F(VoiceSessionTest, AcceptsALaterVideo) {
  session_.SetVideo(false, now_);
  session_.SetVideo(true, now_);
  EXPECT_TRUE(Say("speech_start").ok());
  EXPECT_THAT(Sent(), ElementsAre("recording < observing", "record"));
  EXPECT_EQ(telemetry(), Figures());
}

TEST_F(VoiceSessionTest, FinishesAnUtteranceThoughItsVideoGoes) {
  EXPECT_TRUE(Say("speech_start").ok());
  session_.SetVideo(false, now_);
  EXPECT_TRUE(Say("speech_end").ok());
  EXPECT_EQ(session_.state(), VoiceState::kCooldown);
}

TEST_F(VoiceSessionTest, StopsByItselfAfterALongSilence) {
  EXPECT_EQ(session_.NextDeadline(), now_ + options_.first_speech);
  Pass(options_.first_speech);
  EXPECT_THAT(Sent(), ElementsAre("idle < observing", "auto_stop no_speech_timeout"));
  EXPECT_EQ(session_.NextDeadline(), absl::InfiniteFuture());
}

TEST_F(VoiceSessionTest, WaitsLongerForSpeechWithoutAVideo) {
  session_.SetVideo(false, now_);
  Pass(options_.first_speech_without_video - kMoment);
  EXPECT_EQ(session_.state(), VoiceState::kObserving);
  Pass(kMoment);
  EXPECT_THAT(Sent(), ElementsAre("idle < observing", "auto_stop no_speech_timeout"));
}

TEST_F(VoiceSessionTest, RestartsTheWaitForSpeechWhenAVideoOpens) {
  session_.SetVideo(false, now_);
  Pass(options_.first_speech_without_video - kMoment);
  session_.SetVideo(true, now_);
  EXPECT_EQ(session_.NextDeadline(), now_ + options_.first_speech);
}

TEST_F(VoiceSessionTest, ARepeatedVideoDoesNotProlongTheWait) {
  const absl::Time deadline = session_.NextDeadline();
  Pass(absl::Seconds(30));
  session_.SetVideo(true, now_);
  session_.Join(true, now_);
  EXPECT_EQ(session_.NextDeadline(), deadline);
}

TEST_F(VoiceSessionTest, NeverStopsByItselfAfterSpeech) {
  EXPECT_TRUE(Say("speech_start").ok());
  EXPECT_TRUE(Say("speech_end").ok());
  Pass(options_.cooldown);
  Pass(absl::Hours(10));
  EXPECT_EQ(session_.state(), VoiceState::kObserving);
}

TEST_F(VoiceSessionTest, RestartsWhenItsClientJoinsAfterItStopped) {
  Pass(options_.first_speech);
  Sent();
  session_.Join(true, now_);
  EXPECT_THAT(Sent(), ElementsAre("observing < idle"));
  EXPECT_EQ(session_.NextDeadline(), now_ + options_.first_speech);
}

TEST_F(VoiceSessionTest, LosesAClientThatFallsSilent) {
  EXPECT_TRUE(Say("heartbeat").ok());
  Pass(options_.heartbeat - kMoment);
  EXPECT_TRUE(Say("heartbeat").ok());
  EXPECT_EQ(session_.NextDeadline(), now_ + options_.heartbeat);
  Sent();
  Pass(options_.heartbeat);
  EXPECT_THAT(Sent(), ElementsAre("disconnected < observing"));
  EXPECT_EQ(session_.NextDeadline(), absl::InfiniteFuture());
}

TEST_F(VoiceSessionTest, DoesNotExpectMetricsFromAClientThatNeverSentAny) {
  EXPECT_TRUE(Say("speech_start").ok());
  EXPECT_TRUE(Say("speech_end").ok());
  Pass(options_.cooldown);
  EXPECT_EQ(session_.NextDeadline(), absl::InfiniteFuture());
}

TEST_F(VoiceSessionTest, TakesSpeechForASignOfLife) {
  EXPECT_TRUE(Say("metrics").ok());
  Pass(options_.heartbeat - kMoment);
  EXPECT_TRUE(Say("speech_start").ok());
  Pass(options_.heartbeat - kMoment);
  EXPECT_EQ(session_.state(), VoiceState::kRecording);
}

TEST_F(VoiceSessionTest, LosesAClientWhileItIsIdle) {
  Pass(options_.first_speech);
  EXPECT_TRUE(Say("metrics").ok());
  Sent();
  Pass(options_.heartbeat);
  EXPECT_THAT(Sent(), ElementsAre("disconnected < idle"));
}

TEST_F(VoiceSessionTest, ForgetsItsTimersWhenItIsStopped) {
  EXPECT_TRUE(Say("metrics").ok());
  session_.Stop(now_);
  EXPECT_EQ(session_.NextDeadline(), absl::InfiniteFuture());
}

TEST_F(VoiceSessionTest, CountsItsRestarts) {
  EXPECT_TRUE(Say("error").ok());
  session_.Join(true, now_);
  EXPECT_EQ(telemetry().at("restartAttempts"), 1);
  EXPECT_TRUE(Say("heartbeat").ok());
  Pass(options_.heartbeat);
  EXPECT_TRUE(Say("heartbeat").ok());
  EXPECT_EQ(telemetry().at("restartAttempts"), 2);
}

TEST_F(VoiceSessionTest, RunsTimersThatAreLateInTheirOrderBeforeAnInput) {
  EXPECT_TRUE(Say("metrics").ok());
  EXPECT_TRUE(Say("speech_start").ok());
  EXPECT_TRUE(Say("speech_end").ok());
  Sent();
  now_ += absl::Hours(1);
  EXPECT_TRUE(Say("speech_start").ok());
  EXPECT_THAT(Sent(), ElementsAre("observing < cooldown", "disconnected < observing",
                                  "reconnecting < disconnected", "observing < reconnecting",
                                  "recording < observing", "record"));
}

TEST_F(VoiceSessionTest, ReportsTheErrorOfTheClient) {
  google::protobuf::Struct data;
  (*data.mutable_fields())["message"].set_string_value("no microphone");
  EXPECT_TRUE(session_.Take("error", data, absl::nullopt, now_).ok());
  EXPECT_THAT(Sent(), ElementsAre("error < observing", "error no microphone"));
}

TEST_F(VoiceSessionTest, RefusesAnUnknownTypeAndContinues) {
  EXPECT_EQ(Say("sneeze", 1).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(Sent(), IsEmpty());
  EXPECT_TRUE(Say("speech_start", 1).ok());
  EXPECT_EQ(session_.state(), VoiceState::kRecording);
}

}  // namespace
}  // namespace lossy::agent
