#include "services/agent/voice/voice_input.h"

#include <cmath>
#include <initializer_list>

#include "base/error/error.h"
#include "services/shared/text/clean_text.h"
#include "services/shared/text/confidence.h"

namespace lossy::agent {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

constexpr std::size_t kMaxProblemBytes = 200;

// Returns the value of the first name that has one of this kind; nullptr if no name has.
const Value* Find(const Struct& data, Value::KindCase kind,
                  std::initializer_list<const char*> names) {
  for (const char* name : names) {
    const auto found = data.fields().find(name);
    if (found != data.fields().end() && found->second.kind_case() == kind) return &found->second;
  }
  return nullptr;
}

absl::optional<double> Amount(const Struct& data, std::initializer_list<const char*> names) {
  const Value* value = Find(data, Value::kNumberValue, names);
  if (value == nullptr) return absl::nullopt;
  const double number = value->number_value();
  if (!std::isfinite(number) || number < 0) return absl::nullopt;
  return number;
}

absl::optional<double> Share(const Struct& data, std::initializer_list<const char*> names) {
  const absl::optional<double> amount = Amount(data, names);
  if (!amount || *amount > 1) return absl::nullopt;
  return services::RoundConfidence(*amount);
}

std::string Problem(const Struct& data) {
  const Value* value = Find(data, Value::kStringValue, {"message", "reason", "name"});
  return value == nullptr ? "" : services::CleanText(value->string_value(), kMaxProblemBytes);
}

absl::optional<VoiceInput::Type> ParseType(absl::string_view type) {
  if (type == "metrics") return VoiceInput::Type::kMetrics;
  if (type == "speech_start") return VoiceInput::Type::kSpeechStart;
  if (type == "speech_end") return VoiceInput::Type::kSpeechEnd;
  if (type == "heartbeat") return VoiceInput::Type::kHeartbeat;
  if (type == "error") return VoiceInput::Type::kError;
  return absl::nullopt;
}

}  // namespace

absl::StatusOr<VoiceInput> ParseVoiceInput(absl::string_view type, const Struct& data) {
  const absl::optional<VoiceInput::Type> known = ParseType(type);
  if (!known) {
    return base::InvalidArgument("type",
                                 "must be speech_start, speech_end, metrics, heartbeat or error");
  }
  VoiceInput input{.type = *known,
                   .confidence = Share(data, {"confidence"}),
                   .latency_ms = Amount(data, {"latencyMs", "latency_ms"}),
                   .duration_ms = Amount(data, {"duration", "duration_ms", "durationMs"}),
                   .problem = {}};
  if (*known == VoiceInput::Type::kError) input.problem = Problem(data);
  return input;
}

}  // namespace lossy::agent
