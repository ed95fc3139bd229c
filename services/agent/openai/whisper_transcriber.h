#pragma once

#include <string>

#include "services/agent/model/transcriber.h"
#include "services/agent/openai/endpoint.h"
#include "services/agent/openai/endpoint_metrics.h"
#include "services/agent/openai/pricing.h"

namespace lossy::agent {

// Has a model behind POST /audio/transcriptions listen. INVALID_ARGUMENT also when the endpoint
// will never take the recording.
class WhisperTranscriber : public Transcriber {
 public:
  struct Options {
    std::string model;
    std::string language;  // As "en". Empty: the model finds out.
    Prices prices;
  };

  // Both must outlive it.
  WhisperTranscriber(Endpoint& endpoint, EndpointMetrics& metrics, Options options)
      : endpoint_(endpoint), metrics_(metrics), options_(std::move(options)) {}

  absl::StatusOr<Hearing> Transcribe(const Recording& recording) override;
  absl::string_view name() const override { return "openai"; }

 private:
  HttpRequest ToRequest(absl::string_view audio) const;

  Endpoint& endpoint_;
  EndpointMetrics& metrics_;
  const Options options_;
};

}  // namespace lossy::agent
