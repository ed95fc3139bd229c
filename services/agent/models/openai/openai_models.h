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

// Owns the models of an OpenAI-compatible endpoint. A second endpoint may serve speech. Thread-safe
// after construction.
class OpenAiModels {
 public:
  // The options of each kind of call. A model without a name switches the kind off.
  struct Chat {
    ChatModel::Options model;
    ModelEndpoint::Options endpoint;
  };
  struct Speech {
    WhisperTranscriber::Options model;
    ModelEndpoint::Options endpoint;
  };

  struct Options {
    // The endpoint of chat models. Nullopt: there are no chat models.
    absl::optional<HttpClient::Options> client;
    // The endpoint of speech. Nullopt: the same as `client`.
    absl::optional<HttpClient::Options> speech_client;
    Chat structuring;
    Chat vision;
    Speech transcription;
  };

  // Returns INVALID_ARGUMENT if the certificates cannot be read. `registry` must outlive the
  // result.
  static absl::StatusOr<std::unique_ptr<OpenAiModels>> Make(Options options,
                                                            prometheus::Registry& registry);
  ~OpenAiModels();

  // Return the model of each role, or nullptr if the kind is switched off. The models live as long
  // as this object.
  NoteWriter* note_writer();
  Transcriber* transcriber();
  VisionRefiner* vision_refiner();

  // Ends the calls in progress and all later ones. Any thread may call it.
  void Shutdown();

 private:
  struct Roles;

  explicit OpenAiModels(std::unique_ptr<Roles> roles);

  const std::unique_ptr<Roles> roles_;
};

}  // namespace lossy::agent
