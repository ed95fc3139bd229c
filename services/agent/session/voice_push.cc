#include "services/agent/session/voice_push.h"

#include <string>

#include "absl/strings/string_view.h"
#include "google/protobuf/struct.pb.h"

namespace lossy::agent {
namespace {

class Pusher {
 public:
  v1::SessionResponse operator()(const VoiceReport& report) const {
    v1::SessionResponse push;
    v1::VoiceStatus& status = *push.mutable_voice_status();
    status.set_status(std::string(VoiceStateName(report.state)));
    if (report.previous) {
      status.set_previous_status(std::string(VoiceStateName(*report.previous)));
    }
    for (const auto& [name, figure] : report.telemetry)
      (*status.mutable_telemetry())[name] = figure;
    return push;
  }

  v1::SessionResponse operator()(const SpeechIgnored& ignored) const {
    return WithReason("speech_ignored", ignored.reason);
  }
  v1::SessionResponse operator()(const AutoStopped& stopped) const {
    return WithReason("auto_stop", stopped.reason);
  }
  v1::SessionResponse operator()(const ClientFailed& failed) const {
    return WithReason("error", failed.reason);
  }

  v1::SessionResponse operator()(const SequenceGap& gap) const {
    v1::SessionResponse push;
    push.mutable_voice_event_response()->set_type("sequence_gap");
    SetNumber("expected", gap.expected, &push);
    SetNumber("received", gap.received, &push);
    SetNumber("gap", gap.gap, &push);
    return push;
  }

  v1::SessionResponse operator()(const RecordingOrder& order) const {
    v1::SessionResponse push;
    push.mutable_recording_control()->set_action(order.start ? "start" : "stop");
    return push;
  }

  v1::SessionResponse operator()(const SequenceReset& reset) const {
    v1::SessionResponse push;
    push.mutable_reset_session()->set_reason(reset.reason);
    push.mutable_reset_session()->set_message(reset.message);
    return push;
  }

 private:
  static google::protobuf::Value& Member(const char* name, v1::SessionResponse* push) {
    return (*push->mutable_voice_event_response()->mutable_data()->mutable_fields())[name];
  }

  static void SetNumber(const char* name, std::int64_t number, v1::SessionResponse* push) {
    Member(name, push).set_number_value(static_cast<double>(number));
  }

  static v1::SessionResponse WithReason(const char* type, absl::string_view reason) {
    v1::SessionResponse push;
    push.mutable_voice_event_response()->set_type(type);
    Member("reason", &push).set_string_value(std::string(reason));
    return push;
  }
};

}  // namespace

v1::SessionResponse ToPush(const VoiceEffect& effect) { return absl::visit(Pusher(), effect); }

}  // namespace lossy::agent
