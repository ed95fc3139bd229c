#include "services/agent/voice/voice_snapshot.h"

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/struct.pb.h"

namespace lossy::agent {
namespace {

using google::protobuf::Struct;

// 2^53 microseconds, in the year 2255: a double is exact up to there.
constexpr double kMaxMicros = 9007199254740992;

void Put(Struct& saved, const char* name, absl::Time time) {
  if (time == absl::InfiniteFuture()) return;
  (*saved.mutable_fields())[name].set_number_value(static_cast<double>(absl::ToUnixMicros(time)));
}

// Returns 0 if the field is missing.
double Number(const Struct& saved, const char* name) {
  const auto found = saved.fields().find(name);
  return found == saved.fields().end() ? 0 : found->second.number_value();
}

absl::Time Time(const Struct& saved, const char* name) {
  const double micros = Number(saved, name);
  if (!(micros > 0 && micros <= kMaxMicros)) return absl::InfiniteFuture();
  return absl::FromUnixMicros(static_cast<std::int64_t>(micros));
}

std::int64_t Sequence(const Struct& saved) {
  const double last = Number(saved, "sequence");
  return last > 0 && last <= kMaxSequence ? static_cast<std::int64_t>(last) : 0;
}

// A state that times out must have an end, or it would last for ever.
bool MustEnd(VoiceState state) {
  return state == VoiceState::kRecording || state == VoiceState::kCooldown ||
         state == VoiceState::kReconnecting;
}

Figures Telemetry(const Struct& saved) {
  Figures figures;
  const auto found = saved.fields().find("telemetry");
  if (found == saved.fields().end()) return figures;
  for (const auto& [name, value] : found->second.struct_value().fields()) {
    figures.emplace(name, value.number_value());
  }
  return figures;
}

// Serializes the fields in a fixed order.
std::string Serialize(const Struct& saved) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    saved.SerializeToCodedStream(&coded);
  }
  return bytes;
}

}  // namespace

// Moves a time. An infinite time stays infinite.
VoiceSnapshot VoiceSnapshot::Shifted(absl::Duration by) const {
  VoiceSnapshot shifted = *this;
  shifted.state_ends += by;
  shifted.client_silent += by;
  shifted.telemetry.Shift(by);
  return shifted;
}

std::string Encode(const VoiceSnapshot& snapshot) {
  Struct saved;
  auto& fields = *saved.mutable_fields();
  fields["state"].set_string_value(std::string(VoiceStateName(snapshot.state)));
  Put(saved, "state_ends", snapshot.state_ends);
  Put(saved, "client_silent", snapshot.client_silent);
  fields["has_video"].set_bool_value(snapshot.has_video);
  fields["sequence"].set_number_value(static_cast<double>(snapshot.sequence.last()));
  auto& telemetry = *fields["telemetry"].mutable_struct_value()->mutable_fields();
  for (const auto& [name, figure] : snapshot.telemetry.ToFigures()) {
    telemetry[name].set_number_value(figure);
  }
  return Serialize(saved);
}

absl::optional<VoiceSnapshot> Decode(absl::string_view bytes) {
  Struct saved;
  if (!saved.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::nullopt;
  const auto state = saved.fields().find("state");
  if (state == saved.fields().end()) return absl::nullopt;
  const absl::optional<VoiceState> known = ParseVoiceState(state->second.string_value());
  if (!known) return absl::nullopt;
  const absl::Time state_ends = Time(saved, "state_ends");
  if (MustEnd(*known) && state_ends == absl::InfiniteFuture()) return absl::nullopt;
  const auto has_video = saved.fields().find("has_video");
  return VoiceSnapshot{
      .state = *known,
      .state_ends = state_ends,
      .client_silent = Time(saved, "client_silent"),
      .has_video = has_video != saved.fields().end() && has_video->second.bool_value(),
      .sequence = EventSequence(Sequence(saved)),
      .telemetry = VoiceTelemetry::FromFigures(Telemetry(saved))};
}

}  // namespace lossy::agent
