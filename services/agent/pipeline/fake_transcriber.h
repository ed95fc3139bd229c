#pragma once

#include <string>
#include <vector>

#include "services/agent/models/api/transcriber.h"

namespace lossy::agent {

// A fake of Transcriber that returns `text` for each recording, and stores the audio in
// `transcribed`. Not thread-safe.
class FakeTranscriber final : public Transcriber {
 public:
  absl::StatusOr<RecognisedSpeech> Transcribe(const Recording& recording) override {
    transcribed.push_back(recording.audio);
    deadline = recording.deadline;
    if (!failure.ok()) return failure;
    return RecognisedSpeech{.text = text, .heard_by = "fake", .audio_seconds = 2};
  }
  absl::string_view name() const override { return "fake"; }

  std::string text = "the pacing is too slow";
  absl::Status failure;
  std::vector<std::string> transcribed;
  absl::Time deadline;
};

}  // namespace lossy::agent
