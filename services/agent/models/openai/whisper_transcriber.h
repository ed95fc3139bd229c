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

// The Transcriber that sends recordings to an endpoint's POST /audio/transcriptions. Thread-safe.
// Transcribe also returns INVALID_ARGUMENT if the endpoint will never accept the recording.
//
// Several open-source servers decode only WAV, and reject other formats with various messages. So
// after a rejection or a 5xx the transcriber sends the recording once more as WAV. If the server
// accepts it, the transcriber sends all later recordings as WAV.
class WhisperTranscriber : public Transcriber {
 public:
  struct Options {
    std::string model;
    std::string language;  // An ISO 639-1 code such as "en". Empty: the model detects it.
    Prices prices;
    bool always_wav = false;          // Needs a decoder.
    SoundDecoder* decoder = nullptr;  // Must outlive this object. Nullptr: no conversion to WAV.
  };

  // `endpoint` and `metrics` must outlive this object.
  WhisperTranscriber(ModelEndpoint& endpoint, ModelEndpointMetrics& metrics, Options options)
      : endpoint_(endpoint),
        metrics_(metrics),
        options_(std::move(options)),
        sends_wav_(options_.always_wav) {}

  absl::StatusOr<RecognisedSpeech> Transcribe(const Recording& recording) override;
  absl::string_view name() const override { return "openai"; }

 private:
  struct Attempt {
    absl::StatusOr<Transcription> transcription;
    bool answered = false;  // True if the server answered, so that the call may have a price.
    bool may_be_about_format = false;
  };

  HttpRequest ToRequest(absl::string_view audio) const;
  absl::StatusOr<std::string> ToWav(const Recording& recording) const;
  Attempt Send(const Recording& recording, absl::string_view file);
  Attempt SendInBestForm(const Recording& recording);

  ModelEndpoint& endpoint_;
  ModelEndpointMetrics& metrics_;
  const Options options_;
  // True after the endpoint rejected another format and accepted WAV.
  std::atomic<bool> sends_wav_;
};

}  // namespace lossy::agent
