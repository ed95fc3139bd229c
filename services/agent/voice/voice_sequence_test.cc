#include "base/error/error.h"
#include "services/agent/voice/voice_fixture.h"

namespace lossy::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(VoiceSessionTest, RefusesAnInvalidNumber) {
  for (std::int64_t sequence : {std::int64_t{0}, std::int64_t{-1}, kMaxSequence + 1}) {
    EXPECT_EQ(Say("speech_start", sequence).code(), absl::StatusCode::kInvalidArgument);
  }
  EXPECT_EQ(session_.state(), VoiceState::kObserving);
}

TEST_F(VoiceSessionTest, IgnoresARepeatedEvent) {
  EXPECT_TRUE(Say("speech_start", 1).ok());
  EXPECT_TRUE(Say("speech_end", 2).ok());
  Pass(options_.cooldown);
  Sent();
  EXPECT_TRUE(Say("speech_start", 1).ok());
  EXPECT_TRUE(Say("speech_start", 2).ok());
  EXPECT_EQ(session_.state(), VoiceState::kObserving);
  EXPECT_THAT(Sent(), IsEmpty());
}

TEST_F(VoiceSessionTest, ReportsLostEventsAndHandlesTheReceivedOne) {
  EXPECT_TRUE(Say("metrics", 1).ok());
  EXPECT_TRUE(Say("metrics", 2).ok());
  Sent();
  EXPECT_TRUE(Say("speech_start", 5).ok());
  EXPECT_THAT(Sent(), ElementsAre("gap 2: 3 5", "recording < observing", "record"));
  EXPECT_EQ(session_.Reconcile(5, now_)->gap, 0);
}

TEST_F(VoiceSessionTest, RestartsTheCountAfterEachJoin) {
  EXPECT_TRUE(Say("metrics", 40).ok());
  session_.Join(true, now_);
  Sent();
  EXPECT_TRUE(Say("speech_start", 1).ok());
  EXPECT_EQ(session_.state(), VoiceState::kRecording);
  EXPECT_EQ(session_.Reconcile(1, now_)->gap, 0);
}

TEST_F(VoiceSessionTest, ContinuesTheCountAfterAJoinWithReconciliation) {
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

TEST_F(VoiceSessionTest, ReconcilesAGapThatAClientCanFill) {
  EXPECT_TRUE(Say("metrics", 150).ok());
  for (int gap : {0, 2, 100}) {
    absl::StatusOr<VoiceReconciled> reconciled = session_.Reconcile(150 - gap, now_);
    ASSERT_TRUE(reconciled.ok()) << reconciled.status();
    EXPECT_EQ(reconciled->gap, gap);
    EXPECT_EQ(reconciled->state, VoiceState::kObserving);
  }
}

TEST_F(VoiceSessionTest, AsksADivergedClientToRestartTheCount) {
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

}  // namespace
}  // namespace lossy::agent
