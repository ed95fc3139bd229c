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

// The models behind an OpenAI-compatible endpoint, or behind two: speech is often served apart.
// Thread-safe once made.
class OpenAiModels {
 public:
  // How a kind of call is made. A model without a name is not asked: there is no such role then.
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
    // Where speech goes. Nullopt: to `client`, too.
    absl::optional<HttpClient::Options> speech_client;
    Chat structuring;
    Chat vision;
    Speech transcription;
  };

  // INVALID_ARGUMENT: the certificates cannot be read. `registry` must outlive it.
  static absl::StatusOr<std::unique_ptr<OpenAiModels>> Make(Options options,
                                                            prometheus::Registry& registry);
  ~OpenAiModels();

  // Nullptr where there is none. They live as long as this.
  NoteWriter* note_writer();
  Transcriber* transcriber();
  VisionRefiner* vision_refiner();

  // Ends the calls in flight and all that come, for good. Any thread.
  void Shutdown();

 private:
  struct Roles;

  explicit OpenAiModels(std::unique_ptr<Roles> roles);

  const std::unique_ptr<Roles> roles_;
};

}  // namespace lossy::agent
