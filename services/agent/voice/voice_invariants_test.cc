// The invariants of a voice session hold for events in any order.

#include <random>

#include "services/agent/voice/voice_fixture.h"

namespace lossy::agent {
namespace {

// Checks each message to the client against the messages before it.
class EffectChecker {
 public:
  EffectChecker(const VoiceSession::Options& options, const absl::Time& now)
      : options_(options), now_(now) {}

  void Check(const VoiceEffect& effect) {
    lines_.push_back(Line(effect));
    if (const auto* report = absl::get_if<VoiceReport>(&effect)) CheckReport(*report);
    if (const auto* order = absl::get_if<RecordingOrder>(&effect)) {
      EXPECT_TRUE(order->start || recording_) << "ordered to stop without a start";
      recording_ = order->start;
    }
    if (const auto* gap = absl::get_if<SequenceGap>(&effect)) {
      EXPECT_GT(gap->gap, 0);
      EXPECT_EQ(gap->expected + gap->gap, gap->received);
    }
  }

  // The session answers a join with a report, regardless of the report interval.
  void ExpectReport() { expected_ = true; }
  // Another replica does not have the time of the last report.
  void Forget() { reported_ = absl::InfinitePast(); }

  VoiceState state() const { return state_; }
  bool recording() const { return recording_; }
  std::vector<std::string> TakeLines() { return std::exchange(lines_, {}); }

 private:
  void CheckReport(const VoiceReport& report) {
    if (report.previous) {
      EXPECT_EQ(*report.previous, state_);
      EXPECT_NE(*report.previous, report.state);
    } else {
      EXPECT_EQ(report.state, state_);
      EXPECT_TRUE(now_ - reported_ >= options_.report_interval || std::exchange(expected_, false));
    }
    for (const char* name : {"speechDetections", "ignoredCooldown", "notesCreated"}) {
      const double before = std::exchange(telemetry_[name], report.telemetry.at(name));
      EXPECT_GE(telemetry_[name], before);
    }
    state_ = report.state;
    reported_ = now_;
  }

  const VoiceSession::Options& options_;
  const absl::Time& now_;
  std::vector<std::string> lines_;
  VoiceState state_ = VoiceState::kIdle;
  bool recording_ = false;
  bool expected_ = false;
  absl::Time reported_ = absl::InfinitePast();
  Figures telemetry_;
};

// One session with random events.
class Life {
 public:
  explicit Life(unsigned seed) : random_(seed) {}

  void Step() {
    now_ += Pause();
    const std::string saved = session_->Save();
    if (Below(8) == 0) Resume(saved);
    Input();
    EXPECT_EQ(session_->state(), checker_.state());
    EXPECT_NE(session_->state(), VoiceState::kReconnecting);
    EXPECT_EQ(session_->state() == VoiceState::kRecording, checker_.recording());
    EXPECT_GT(session_->NextDeadline(), now_);
    // A tick before the deadline sends nothing.
    checker_.TakeLines();
    session_->Tick(now_);
    EXPECT_THAT(checker_.TakeLines(), testing::IsEmpty());
  }

 private:
  unsigned Below(unsigned bound) {
    return std::uniform_int_distribution<unsigned>(0, bound - 1)(random_);
  }

  absl::Duration Pause() {
    static constexpr int kMilliseconds[] = {0, 1, 100, 250, 1'000, 1'500, 9'999, 10'000, 70'000};
    return absl::Milliseconds(kMilliseconds[Below(std::size(kMilliseconds))]);
  }

  void Resume(const std::string& saved) {
    session_.emplace(options_, [this](const VoiceEffect& effect) { checker_.Check(effect); });
    EXPECT_TRUE(session_->Restore(saved));
    EXPECT_EQ(session_->Save(), saved);
    checker_.Forget();
  }

  void Input() {
    switch (Below(12)) {
      case 0:
        checker_.ExpectReport();
        return session_->Join(Below(3) > 0, now_);
      case 1:
        return session_->SetVideo(Below(2) > 0, now_);
      case 2:
        return session_->NoteCreated(now_);
      case 3:
        return session_->Tick(now_);
      case 4:
        return Below(4) == 0 ? session_->Stop(now_) : session_->Tick(now_);
      case 5:
        return Reconcile();
      default:
        return Say();
    }
  }

  void Reconcile() {
    const std::int64_t last = Below(120);
    absl::StatusOr<VoiceReconciled> reconciled = session_->Reconcile(last, now_);
    if (reconciled.ok()) {
      EXPECT_GE(reconciled->gap, 0);
      EXPECT_LE(reconciled->gap, 100);
    } else {
      EXPECT_EQ(session_->Reconcile(0, now_)->gap, 0);
    }
  }

  void Say() {
    static constexpr const char* kTypes[] = {"speech_start", "speech_start", "speech_end",
                                             "metrics",      "metrics",      "heartbeat",
                                             "error",        "nonsense"};
    const std::string type = kTypes[Below(std::size(kTypes))];
    google::protobuf::Struct data;
    if (Below(2) > 0) (*data.mutable_fields())["confidence"].set_number_value(Below(130) / 100.0);
    if (Below(2) > 0) (*data.mutable_fields())["latencyMs"].set_string_value("soon");
    absl::optional<std::int64_t> sequence;
    if (Below(3) > 0) sequence = Below(200);
    const absl::Status taken = session_->Take(type, data, sequence, now_);
    EXPECT_EQ(taken.ok(), type != "nonsense" && sequence.value_or(1) > 0) << taken;
  }

  std::mt19937 random_;
  const VoiceSession::Options options_;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  EffectChecker checker_{options_, now_};
  absl::optional<VoiceSession> session_{
      absl::in_place, options_, [this](const VoiceEffect& effect) { checker_.Check(effect); }};
};

TEST(VoiceInvariantsTest, HoldForRandomEvents) {
  for (unsigned seed = 0; seed < 200 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    Life life(seed);
    for (int step = 0; step < 200; ++step) life.Step();
  }
}

}  // namespace
}  // namespace lossy::agent
