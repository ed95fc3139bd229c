#pragma once

#include <functional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "lossy/agent/v1/agent.pb.h"
#include "services/agent/session/session_record.h"

namespace lossy::agent {

// AudioIntake checks the audio that clients record, and stores it for the pipeline. One serves all
// sessions. Thread-safe.
class AudioIntake {
 public:
  // `transcribes` is false if no transcriber is configured; then the agent accepts no audio.
  // `on_recording` is called after a recording was finished.
  AudioIntake(bool transcribes, std::function<void()> on_recording)
      : transcribes_(transcribes), on_recording_(std::move(on_recording)) {}

  // Stores a piece of audio, and returns the size of the recording in progress. Errors:
  // UNIMPLEMENTED without a transcriber, INVALID_ARGUMENT, and those of SessionStore::Append.
  absl::StatusOr<AudioBuffer> Append(const SessionRecord& session, const std::string& request_id,
                                     const v1::AudioChunk& chunk) const;

  // Finishes the recording in progress, if there is one. Errors: UNIMPLEMENTED without a
  // transcriber, and those of the database.
  absl::Status Finish(const SessionRecord& session, const std::string& request_id) const;

 private:
  const bool transcribes_;
  const std::function<void()> on_recording_;
};

}  // namespace lossy::agent
