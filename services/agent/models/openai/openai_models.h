#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "prometheus/registry.h"
#include "services/agent/models/api/note_writer.h"
#include "services/agent/models/api/transcriber.h"
#include "services/agent/models/api/vision_refiner.h"
#include "services/agent/models/openai/chat_model.h"
#include "services/agent/models/openai/http_client.h"
#include "services/agent/models/openai/model_endpoint.h"
#include "services/agent/models/openai/whisper_transcriber.h"

namespace lossy::agent {

// The models of one OpenAI-compatible endpoint, or of two: another one may serve speech.
// Thread-safe after construction.
class OpenAiModels {
 public:
  // The options of a kind of call. If the model has no name, the kind is switched off.
  struct Chat {
    ChatModel::Options model;
    ModelEndpoint::Options endpoint;
  };
  struct Speech {
    WhisperTranscriber::Options model;
    ModelEndpoint::Options endpoint;
  };

  struct Options {
    // Nullopt: no chat models are asked.
    absl::optional<HttpClient::Options> client;
    // The endpoint of speech. Nullopt: the same as `client`.
    absl::optional<HttpClient::Options> speech_client;
    Chat structuring;
    Chat vision;
    Speech transcription;
  };

  // INVALID_ARGUMENT: the certificates cannot be read. `registry` must outlive the result.
  static absl::StatusOr<std::unique_ptr<OpenAiModels>> Make(Options options,
                                                            prometheus::Registry& registry);
  ~OpenAiModels();

  // Nullptr: the kind is switched off. Each lives as long as this object.
  NoteWriter* note_writer();
  Transcriber* transcriber();
  VisionRefiner* vision_refiner();

  // Ends the calls in flight and all later ones. Any thread.
  void Shutdown();

 private:
  struct Roles;

  explicit OpenAiModels(std::unique_ptr<Roles> roles);

  const std::unique_ptr<Roles> roles_;
};

}  // namespace lossy::agent
