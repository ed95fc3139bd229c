#include "services/agent/voice/voice_session.h"

#include "base/error/error.h"
#include "services/agent/voice/voice_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr absl::Duration kMoment = absl::Milliseconds(1);

class VoiceSessionTest : public VoiceTest {
 protected:
  VoiceSessionTest() {
    session_.Join(true, now_);
    Sent();
  }
};

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

TEST_F(VoiceSessionTest, EndsAnUtteranceWhoseEndWasLost) {
  EXPECT_TRUE(Say("speech_start").ok());
  Sent();
  Pass(options_.max_speech);
  EXPECT_THAT(Sent(), ElementsAre("cooldown < recording", "stop"));
}

TEST_F(VoiceSessionTest, TellsThatItIgnoresSpeechWithoutAVideo) {
  session_.SetVideo(false, now_);
  EXPECT_TRUE(Say("speech_start").ok());
  EXPECT_THAT(Sent(), ElementsAre("ignored no_video_context"));
  Pass(options_.report_interval);
  EXPECT_EQ(telemetry().at("ignoredNoContext"), 1);
  EXPECT_EQ(telemetry().at("speechDetections"), 0);
}

TEST_F(VoiceSessionTest, HearsOfAVideoThatComesLater) {
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

TEST_F(VoiceSessionTest, StopsByItselfWhenNobodySpeaks) {
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

TEST_F(VoiceSessionTest, WaitsAnewForSpeechWhenAVideoComes) {
  session_.SetVideo(false, now_);
  Pass(options_.first_speech_without_video - kMoment);
  session_.SetVideo(true, now_);
  EXPECT_EQ(session_.NextDeadline(), now_ + options_.first_speech);
}

TEST_F(VoiceSessionTest, WaitsNoLongerForSpeechBecauseAVideoIsSaidAgain) {
  const absl::Time deadline = session_.NextDeadline();
  Pass(absl::Seconds(30));
  session_.SetVideo(true, now_);
  session_.Join(true, now_);
  EXPECT_EQ(session_.NextDeadline(), deadline);
}

TEST_F(VoiceSessionTest, NeverStopsByItselfOnceSomebodySpoke) {
  EXPECT_TRUE(Say("speech_start").ok());
  EXPECT_TRUE(Say("speech_end").ok());
  Pass(options_.cooldown);
  Pass(absl::Hours(10));
  EXPECT_EQ(session_.state(), VoiceState::kObserving);
}

TEST_F(VoiceSessionTest, ComesBackWhenItsClientJoinsAfterItStopped) {
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

TEST_F(VoiceSessionTest, CountsHowOftenItCameBack) {
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

TEST_F(VoiceSessionTest, SaysWhyTheClientFailed) {
  google::protobuf::Struct data;
  (*data.mutable_fields())["message"].set_string_value("no microphone");
  EXPECT_TRUE(session_.Take("error", data, absl::nullopt, now_).ok());
  EXPECT_THAT(Sent(), ElementsAre("error < observing", "error no microphone"));
}

TEST_F(VoiceSessionTest, RefusesATypeThatThereIsNotAndGoesOn) {
  EXPECT_EQ(Say("sneeze", 1).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(Sent(), IsEmpty());
  EXPECT_TRUE(Say("speech_start", 1).ok());
  EXPECT_EQ(session_.state(), VoiceState::kRecording);
}

TEST_F(VoiceSessionTest, RefusesANumberThatCannotBeOne) {
  for (std::int64_t sequence : {std::int64_t{0}, std::int64_t{-1}, kMaxSequence + 1}) {
    EXPECT_EQ(Say("speech_start", sequence).code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(session_.state(), VoiceState::kObserving);
}

TEST_F(VoiceSessionTest, DoesNothingForAnEventThatWasHereBefore) {
  EXPECT_TRUE(Say("speech_start", 1).ok());
  EXPECT_TRUE(Say("speech_end", 2).ok());
  Pass(options_.cooldown);
  Sent();
  EXPECT_TRUE(Say("speech_start", 1).ok());
  EXPECT_TRUE(Say("speech_start", 2).ok());
  EXPECT_EQ(session_.state(), VoiceState::kObserving);
  EXPECT_THAT(Sent(), IsEmpty());
}

TEST_F(VoiceSessionTest, TellsThatEventsWereLostAndTakesTheOneThatCame) {
  EXPECT_TRUE(Say("metrics", 1).ok());
  EXPECT_TRUE(Say("metrics", 2).ok());
  Sent();
  EXPECT_TRUE(Say("speech_start", 5).ok());
  EXPECT_THAT(Sent(), ElementsAre("gap 2: 3 5", "recording < observing", "record"));
  EXPECT_EQ(session_.Reconcile(5, now_)->gap, 0);
}

TEST_F(VoiceSessionTest, CountsAnewAfterEachJoin) {
  EXPECT_TRUE(Say("metrics", 40).ok());
  session_.Join(true, now_);
  Sent();
  EXPECT_TRUE(Say("speech_start", 1).ok());
  EXPECT_EQ(session_.state(), VoiceState::kRecording);
  EXPECT_EQ(session_.Reconcile(1, now_)->gap, 0);
}

TEST_F(VoiceSessionTest, CountsOnAfterAJoinWhenItsClientReconciles) {
  EXPECT_TRUE(Say("metrics", 1).ok());
  EXPECT_TRUE(Say("metrics", 2).ok());
  session_.Join(true, now_);
  EXPECT_EQ(session_.Reconcile(1, now_)->gap, 1);
  Sent();
  EXPECT_TRUE(Say("speech_start", 2).ok());
  EXPECT_EQ(session_.state(), VoiceState::kObserving);
  EXPECT_TRUE(Say("speech_start", 3).ok());
  EXPECT_EQ(session_.state(), VoiceState::kRecording);
}

TEST_F(VoiceSessionTest, ReconcilesAGapThatAClientCanMakeUpFor) {
  EXPECT_TRUE(Say("metrics", 150).ok());
  for (int gap : {0, 2, 100}) {
    absl::StatusOr<VoiceReconciled> reconciled = session_.Reconcile(150 - gap, now_);
    ASSERT_TRUE(reconciled.ok()) << reconciled.status();
    EXPECT_EQ(reconciled->gap, gap);
    EXPECT_EQ(reconciled->state, VoiceState::kObserving);
  }
}

TEST_F(VoiceSessionTest, AsksAClientThatDivergedToCountAnew) {
  EXPECT_TRUE(Say("metrics", 150).ok());
  for (int last : {49, 151}) {
    session_.Join(true, now_);
    EXPECT_TRUE(Say("metrics", 150).ok());
    Sent();
    const absl::Status status = session_.Reconcile(last, now_).status();
    EXPECT_EQ(base::ToError(status).reason(), channel::v1::REASON_RESET_REQUIRED);
    EXPECT_THAT(Sent(), ElementsAre("reset state_diverged"));
    EXPECT_EQ(session_.Reconcile(0, now_)->gap, 0);
  }
}

TEST_F(VoiceSessionTest, RefusesACountBelowNothing) {
  EXPECT_EQ(session_.Reconcile(-1, now_).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(VoiceSessionTest, TellsNumbersAtMostOnceInAnInterval) {
  int reports = 0;
  for (int i = 0; i < 40; ++i) {
    Pass(absl::Milliseconds(250));
    EXPECT_TRUE(SendMetrics(i / 100.0).ok());
    reports += static_cast<int>(Sent().size());
  }
  EXPECT_EQ(reports, 10);
}

TEST_F(VoiceSessionTest, TellsTheLastNumbersWhenTheyAreDue) {
  EXPECT_TRUE(SendMetrics(0.25).ok());
  EXPECT_TRUE(SendMetrics(0.75).ok());
  EXPECT_THAT(Sent(), IsEmpty());
  EXPECT_EQ(session_.NextDeadline(), now_ + options_.report_interval);
  Pass(options_.report_interval);
  EXPECT_EQ(telemetry().at("lastConfidence"), 0.75);
  EXPECT_THAT(Sent(), ElementsAre("observing"));
}

TEST_F(VoiceSessionTest, TellsNothingWhenMetricsSayNothingNew) {
  EXPECT_TRUE(SendMetrics(0.5).ok());
  Pass(options_.report_interval);
  Sent();
  for (int i = 0; i < 8; ++i) {
    EXPECT_TRUE(SendMetrics(0.5).ok());
    Pass(absl::Milliseconds(250));
  }
  EXPECT_THAT(Sent(), IsEmpty());
}

TEST_F(VoiceSessionTest, TellsNumbersTogetherWithAStateThatChanges) {
  EXPECT_TRUE(SendMetrics(0.5).ok());
  EXPECT_TRUE(Say("speech_start").ok());
  EXPECT_EQ(telemetry().at("lastConfidence"), 0.5);
  EXPECT_EQ(telemetry().at("speechDetections"), 1);
  Sent();
  Pass(options_.report_interval);
  EXPECT_THAT(Sent(), IsEmpty());
}

TEST_F(VoiceSessionTest, TellsOfNotes) {
  session_.NoteCreated(now_);
  EXPECT_THAT(Sent(), IsEmpty());
  Pass(options_.report_interval);
  EXPECT_EQ(telemetry().at("notesCreated"), 1);
}

TEST_F(VoiceSessionTest, SaysSinceWhenItRuns) {
  const absl::Time start = now_;
  Pass(absl::Seconds(5));
  session_.Join(true, now_);
  EXPECT_EQ(telemetry().at("startedAt"), absl::ToUnixMillis(start));
}

TEST_F(VoiceSessionTest, GoesOnWhereAnotherReplicaLeftIt) {
  EXPECT_TRUE(Say("metrics", 1).ok());
  EXPECT_TRUE(Say("speech_start", 2).ok());
  Sent();
  VoiceSession resumed(options_, Collect());
  ASSERT_TRUE(resumed.Restore(session_.Save()));
  EXPECT_EQ(resumed.NextDeadline(), session_.NextDeadline());
  resumed.Join(true, now_);
  EXPECT_THAT(Sent(), ElementsAre("recording", "record"));
  EXPECT_EQ(resumed.Reconcile(2, now_)->gap, 0);
  EXPECT_TRUE(resumed.Take("speech_end", {}, 3, now_).ok());
  EXPECT_EQ(telemetry().at("speechDetections"), 1);
}

TEST_F(VoiceSessionTest, GoesOnInAProcessWhoseSteadyClockBeganElsewhere) {
  EXPECT_TRUE(Say("metrics", 1).ok());
  EXPECT_TRUE(Say("speech_start", 2).ok());
  // The wall clock was set back by an hour after this process started.
  const std::string saved = session_.Save(-absl::Hours(1));
  VoiceSession resumed(options_, nullptr);
  ASSERT_TRUE(resumed.Restore(saved));
  EXPECT_EQ(resumed.NextDeadline(), session_.NextDeadline() - absl::Hours(1));
  VoiceSession back(options_, nullptr);
  ASSERT_TRUE(back.Restore(saved, -absl::Hours(1)));
  EXPECT_EQ(back.NextDeadline(), session_.NextDeadline());
}

TEST_F(VoiceSessionTest, TellsAfterAResumptionWhatHappenedMeanwhile) {
  EXPECT_TRUE(Say("metrics").ok());
  EXPECT_TRUE(Say("speech_start").ok());
  Sent();
  VoiceSession resumed(options_, Collect());
  ASSERT_TRUE(resumed.Restore(session_.Save()));
  resumed.Join(true, now_ + absl::Hours(1));
  EXPECT_THAT(Sent(), ElementsAre("disconnected < recording", "stop", "reconnecting < disconnected",
                                  "observing < reconnecting"));
}

TEST_F(VoiceSessionTest, RestoresNothingFromWhatItDidNotSave) {
  const std::string idle = VoiceSession(options_, nullptr).Save();
  for (const std::string& saved : {std::string(), std::string("\xff\xff"), idle.substr(1)}) {
    VoiceSession session(options_, nullptr);
    EXPECT_FALSE(session.Restore(saved));
    EXPECT_EQ(session.Save(), idle);
  }
}

}  // namespace
}  // namespace lossy::agent
