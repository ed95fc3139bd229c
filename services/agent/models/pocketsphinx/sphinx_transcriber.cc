#include "services/agent/models/pocketsphinx/sphinx_transcriber.h"

#include <string>
#include <utility>

namespace lossy::agent {

absl::StatusOr<RecognisedSpeech> SphinxTranscriber::Transcribe(const Recording& recording) {
  absl::StatusOr<Answer> answer = workers_.Ask(recording.audio, recording.deadline);
  if (!answer.ok()) return answer.status();
  metrics_.audio_seconds.Increment(answer->audio_ms / 1000.0);
  metrics_.work_seconds.Increment(answer->work_ms / 1000.0);
  return RecognisedSpeech{.text = std::move(answer->text),
                          .heard_by = std::string(kEmbeddedRecogniser),
                          .audio_seconds = answer->audio_ms / 1000.0};
}

}  // namespace lossy::agent
