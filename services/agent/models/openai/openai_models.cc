#include "services/agent/models/openai/openai_models.h"

#include <utility>

#include "absl/types/optional.h"
#include "base/time/clock.h"
#include "services/agent/models/openai/chat_note_writer.h"
#include "services/agent/models/openai/chat_vision_refiner.h"

namespace lossy::agent {
namespace {

// The endpoint and metrics of one kind of call.
struct Lane {
  Lane(HttpClient& client, const ModelEndpoint::Options& options, const std::string& kind,
       prometheus::Registry& registry)
      : metrics(registry, kind), endpoint(client, metrics, base::RealClock(), options) {}

  ModelEndpointMetrics metrics;
  ModelEndpoint endpoint;
};

template <typename Role>
struct ChatRole {
  ChatRole(HttpClient& client, const OpenAiModels::Chat& options, const std::string& kind,
           prometheus::Registry& registry)
      : lane(client, options.endpoint, kind, registry),
        model(lane.endpoint, lane.metrics, kind, options.model) {}

  Lane lane;
  ChatModel model;
  Role role{model};
};

struct SpeechRole {
  SpeechRole(HttpClient& client, const OpenAiModels::Speech& options,
             prometheus::Registry& registry)
      : lane(client, options.endpoint, "transcription", registry),
        role(lane.endpoint, lane.metrics, options.model) {}

  Lane lane;
  WhisperTranscriber role;
};

// The client with these options. Nullptr: there are none.
absl::StatusOr<std::unique_ptr<HttpClient>> Client(absl::optional<HttpClient::Options> options) {
  if (!options) return nullptr;
  return HttpClient::Make(*std::move(options), base::RealClock());
}

}  // namespace

struct OpenAiModels::Roles {
  std::unique_ptr<HttpClient> client;
  std::unique_ptr<HttpClient> speech_client;
  std::unique_ptr<ChatRole<ChatNoteWriter>> structuring;
  std::unique_ptr<ChatRole<ChatVisionRefiner>> vision;
  std::unique_ptr<SpeechRole> transcription;
};

absl::StatusOr<std::unique_ptr<OpenAiModels>> OpenAiModels::Make(Options options,
                                                                 prometheus::Registry& registry) {
  absl::StatusOr<std::unique_ptr<HttpClient>> client = Client(std::move(options.client));
  if (!client.ok()) return client.status();
  absl::StatusOr<std::unique_ptr<HttpClient>> speech = Client(std::move(options.speech_client));
  if (!speech.ok()) return speech.status();
  auto roles = std::make_unique<Roles>();
  roles->client = *std::move(client);
  roles->speech_client = *std::move(speech);
  HttpClient* chat = roles->client.get();
  if (chat != nullptr && !options.structuring.model.model.empty()) {
    roles->structuring = std::make_unique<ChatRole<ChatNoteWriter>>(*chat, options.structuring,
                                                                    "structuring", registry);
  }
  if (chat != nullptr && !options.vision.model.model.empty()) {
    roles->vision =
        std::make_unique<ChatRole<ChatVisionRefiner>>(*chat, options.vision, "vision", registry);
  }
  HttpClient* listener = roles->speech_client ? roles->speech_client.get() : chat;
  if (listener != nullptr && !options.transcription.model.model.empty()) {
    roles->transcription = std::make_unique<SpeechRole>(*listener, options.transcription, registry);
  }
  return std::unique_ptr<OpenAiModels>(new OpenAiModels(std::move(roles)));
}

OpenAiModels::OpenAiModels(std::unique_ptr<Roles> roles) : roles_(std::move(roles)) {}

OpenAiModels::~OpenAiModels() = default;

NoteWriter* OpenAiModels::note_writer() {
  return roles_->structuring ? &roles_->structuring->role : nullptr;
}

Transcriber* OpenAiModels::transcriber() {
  return roles_->transcription ? &roles_->transcription->role : nullptr;
}

VisionRefiner* OpenAiModels::vision_refiner() {
  return roles_->vision ? &roles_->vision->role : nullptr;
}

void OpenAiModels::Shutdown() {
  if (roles_->structuring) roles_->structuring->lane.endpoint.Shutdown();
  if (roles_->vision) roles_->vision->lane.endpoint.Shutdown();
  if (roles_->transcription) roles_->transcription->lane.endpoint.Shutdown();
  if (roles_->speech_client) roles_->speech_client->Shutdown();
  if (roles_->client) roles_->client->Shutdown();
}

}  // namespace lossy::agent
