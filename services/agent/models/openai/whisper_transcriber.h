#pragma once

#include <atomic>
#include <string>
#include <utility>

#include "services/agent/models/api/sound_decoder.h"
#include "services/agent/models/api/transcriber.h"
#include "services/agent/models/openai/model_endpoint.h"
#include "services/agent/models/openai/model_endpoint_metrics.h"
#include "services/agent/models/openai/pricing.h"
#include "services/agent/models/openai/transcription.h"

namespace lossy::agent {

// Has a model behind POST /audio/transcriptions listen. INVALID_ARGUMENT also when the endpoint
// will never take the recording.
//
// Several open servers decode nothing but WAV, and refuse the rest in words of their own. A
// recording that is refused, or that the server fails at, is sent once more as WAV; when that is
// accepted, every later one is sent so at once.
class WhisperTranscriber : public Transcriber {
 public:
  struct Options {
    std::string model;
    std::string language;  // As "en". Empty: the model finds out.
    Prices prices;
    bool always_wav = false;          // With a decoder.
    SoundDecoder* decoder = nullptr;  // Null: recordings are sent as they are. Outlives this.
  };

  // Both must outlive it.
  WhisperTranscriber(ModelEndpoint& endpoint, ModelEndpointMetrics& metrics, Options options)
      : endpoint_(endpoint),
        metrics_(metrics),
        options_(std::move(options)),
        sends_wav_(options_.always_wav) {}

  absl::StatusOr<Hearing> Transcribe(const Recording& recording) override;
  absl::string_view name() const override { return "openai"; }

 private:
  struct Attempt {
    absl::StatusOr<Transcription> transcription;
    bool answered = false;  // With something that is charged.
    bool may_be_about_format = false;
  };

  HttpRequest ToRequest(absl::string_view audio) const;
  absl::StatusOr<std::string> ToWav(const Recording& recording) const;
  Attempt Send(const Recording& recording, absl::string_view file);
  Attempt SendInBestForm(const Recording& recording);

  ModelEndpoint& endpoint_;
  ModelEndpointMetrics& metrics_;
  const Options options_;
  std::atomic<bool> sends_wav_;  // The endpoint refused another form, and accepted this one.
};

}  // namespace lossy::agent
