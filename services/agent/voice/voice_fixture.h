#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/agent/voice/voice_session.h"

namespace lossy::agent {

// Returns an effect as a short line: "recording < observing" (the state and the one before it),
// "observing" (only the telemetry changed), "record", "stop", "ignored cooldown", "gap 2: 3 5",
// "error no microphone".
inline std::string Line(const VoiceEffect& effect) {
  struct Visitor {
    std::string operator()(const VoiceReport& report) const {
      const std::string state(VoiceStateName(report.state));
      if (!report.previous) return state;
      return absl::StrCat(state, " < ", VoiceStateName(*report.previous));
    }
    std::string operator()(const SpeechIgnored& ignored) const {
      return absl::StrCat("ignored ", ignored.reason);
    }
    std::string operator()(const AutoStopped& stopped) const {
      return absl::StrCat("auto_stop ", stopped.reason);
    }
    std::string operator()(const SequenceGap& gap) const {
      return absl::StrCat("gap ", gap.gap, ": ", gap.expected, " ", gap.received);
    }
    std::string operator()(const ClientFailed& failed) const {
      return absl::StrCat("error ", failed.reason);
    }
    std::string operator()(const RecordingOrder& order) const {
      return order.start ? "record" : "stop";
    }
    std::string operator()(const SequenceReset& reset) const {
      return absl::StrCat("reset ", reset.reason);
    }
  };
  return absl::visit(Visitor{}, effect);
}

// A fixture for tests of VoiceSession, with the messages that it sends to its client. `now_` is its
// clock.
class VoiceTest : public testing::Test {
 protected:
  // Moves the clock and runs the timers.
  void Pass(absl::Duration time) {
    now_ += time;
    session_.Tick(now_);
  }

  // Sends an event of this type without data.
  absl::Status Say(const char* type, absl::optional<std::int64_t> sequence = absl::nullopt) {
    return session_.Take(type, {}, sequence, now_);
  }

  absl::Status SendMetrics(double confidence) {
    google::protobuf::Struct data;
    (*data.mutable_fields())["confidence"].set_number_value(confidence);
    return session_.Take("metrics", data, absl::nullopt, now_);
  }

  VoiceSession::Push Collect() {
    return [this](const VoiceEffect& effect) { effects_.push_back(effect); };
  }

  // Returns the messages since the last call.
  std::vector<std::string> Sent() {
    std::vector<std::string> lines;
    for (const VoiceEffect& effect : std::exchange(effects_, {})) lines.push_back(Line(effect));
    return lines;
  }

  // The telemetry of the last report.
  const Figures& telemetry() const {
    static const Figures kNone;
    for (auto effect = effects_.rbegin(); effect != effects_.rend(); ++effect) {
      if (const auto* report = absl::get_if<VoiceReport>(&*effect)) return report->telemetry;
    }
    return kNone;
  }

  const VoiceSession::Options options_;
  std::vector<VoiceEffect> effects_;
  absl::Time now_ = absl::FromUnixSeconds(1'700'000'000);
  VoiceSession session_{options_, Collect()};
};

// The same fixture after the client joined with an open video.
class VoiceSessionTest : public VoiceTest {
 protected:
  VoiceSessionTest() {
    session_.Join(true, now_);
    Sent();
  }
};

}  // namespace lossy::agent
