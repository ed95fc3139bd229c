#include "services/agent/voice/voice_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(VoiceSessionTest, SendsFiguresAtMostOnceInAnInterval) {
  int reports = 0;
  for (int i = 0; i < 40; ++i) {
    Pass(absl::Milliseconds(250));
    EXPECT_TRUE(SendMetrics(i / 100.0).ok());
    reports += static_cast<int>(Sent().size());
  }
  EXPECT_EQ(reports, 10);
}

TEST_F(VoiceSessionTest, SendsTheLastFiguresWhenTheyAreDue) {
  EXPECT_TRUE(SendMetrics(0.25).ok());
  EXPECT_TRUE(SendMetrics(0.75).ok());
  EXPECT_THAT(Sent(), IsEmpty());
  EXPECT_EQ(session_.NextDeadline(), now_ + options_.report_interval);
  Pass(options_.report_interval);
  EXPECT_EQ(telemetry().at("lastConfidence"), 0.75);
  EXPECT_THAT(Sent(), ElementsAre("observing"));
}

TEST_F(VoiceSessionTest, SendsNothingForUnchangedMetrics) {
  EXPECT_TRUE(SendMetrics(0.5).ok());
  Pass(options_.report_interval);
  Sent();
  for (int i = 0; i < 8; ++i) {
    EXPECT_TRUE(SendMetrics(0.5).ok());
    Pass(absl::Milliseconds(250));
  }
  EXPECT_THAT(Sent(), IsEmpty());
}

TEST_F(VoiceSessionTest, SendsFiguresTogetherWithAStateChange) {
  EXPECT_TRUE(SendMetrics(0.5).ok());
  EXPECT_TRUE(Say("speech_start").ok());
  EXPECT_EQ(telemetry().at("lastConfidence"), 0.5);
  EXPECT_EQ(telemetry().at("speechDetections"), 1);
  Sent();
  Pass(options_.report_interval);
  EXPECT_THAT(Sent(), IsEmpty());
}

TEST_F(VoiceSessionTest, SendsTheCountOfNotes) {
  session_.NoteCreated(now_);
  EXPECT_THAT(Sent(), IsEmpty());
  Pass(options_.report_interval);
  EXPECT_EQ(telemetry().at("notesCreated"), 1);
}

TEST_F(VoiceSessionTest, SendsItsStartTime) {
  const absl::Time start = now_;
  Pass(absl::Seconds(5));
  session_.Join(true, now_);
  EXPECT_EQ(telemetry().at("startedAt"), absl::ToUnixMillis(start));
}

TEST_F(VoiceSessionTest, ContinuesFromTheStateOfAnotherReplica) {
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

TEST_F(VoiceSessionTest, ContinuesInAProcessWhoseSteadyClockBeganElsewhere) {
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

TEST_F(VoiceSessionTest, SendsTheChangesFromMeanwhileAfterAResumption) {
  EXPECT_TRUE(Say("metrics").ok());
  EXPECT_TRUE(Say("speech_start").ok());
  Sent();
  VoiceSession resumed(options_, Collect());
  ASSERT_TRUE(resumed.Restore(session_.Save()));
  resumed.Join(true, now_ + absl::Hours(1));
  EXPECT_THAT(Sent(), ElementsAre("disconnected < recording", "stop", "reconnecting < disconnected",
                                  "observing < reconnecting"));
}

TEST_F(VoiceSessionTest, RestoresNothingFromUnsavedState) {
  const std::string idle = VoiceSession(options_, nullptr).Save();
  for (const std::string& saved : {std::string(), std::string("\xff\xff"), idle.substr(1)}) {
    VoiceSession session(options_, nullptr);
    EXPECT_FALSE(session.Restore(saved));
    EXPECT_EQ(session.Save(), idle);
  }
}

}  // namespace
}  // namespace lossy::agent
