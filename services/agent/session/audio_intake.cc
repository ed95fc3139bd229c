#include "services/agent/session/audio_intake.h"

#include "base/error/error.h"
#include "services/agent/storage/audio_position.h"

namespace lossy::agent {
namespace {

constexpr std::size_t kMaxPieceBytes = 5'000'000;

absl::Status NoTranscriberConfigured() {
  return base::NotConfigured("this installation transcribes no audio");
}

absl::Status Check(const v1::AudioChunk& chunk) {
  if (chunk.data().empty()) return base::InvalidArgument("data", "must not be empty");
  if (chunk.data().size() <= kMaxPieceBytes) return absl::OkStatus();
  return base::InvalidArgument("data", "must be at most 5000000 bytes");
}

}  // namespace

absl::StatusOr<AudioBuffer> AudioIntake::Append(const SessionRecord& session,
                                                const std::string& request_id,
                                                const v1::AudioChunk& chunk) const {
  if (!transcribes_) return NoTranscriberConfigured();
  if (absl::Status fit = Check(chunk); !fit.ok()) return fit;
  absl::StatusOr<AudioPosition> position = ToPosition(chunk);
  if (!position.ok()) return position.status();
  absl::StatusOr<Appended> appended = session.Append(request_id, chunk.data(), *position);
  if (!appended.ok()) return appended.status();
  if (appended->handed_over) on_recording_();
  return appended->audio;
}

absl::Status AudioIntake::Finish(const SessionRecord& session,
                                 const std::string& request_id) const {
  if (!transcribes_) return NoTranscriberConfigured();
  absl::StatusOr<bool> finished = session.FinishRecording(request_id);
  if (!finished.ok()) return finished.status();
  if (*finished) on_recording_();
  return absl::OkStatus();
}

}  // namespace lossy::agent
