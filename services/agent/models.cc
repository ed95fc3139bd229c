#include "services/agent/models.h"

#include "absl/strings/str_cat.h"
#include "base/log/log.h"
#include "prometheus/gauge.h"
#include "services/agent/models/openai/openai_flags.h"
#include "services/agent/models/pocketsphinx/speech_flags.h"

namespace lossy::agent {
namespace {

bool Have(absl::string_view name) { return name != kNoModel; }

// Without a decoder, a recording ends at its limit rather than at a pause.
std::unique_ptr<WorkerDecoder> Decoder(prometheus::Registry& registry) {
  absl::StatusOr<std::unique_ptr<WorkerDecoder>> decoder = DecoderFromFlags(registry);
  if (decoder.ok()) return *std::move(decoder);
  base::Log(base::LogLevel::kWarning, "decoder_not_found",
            {{"problem", decoder.status().message()}});
  return nullptr;
}

}  // namespace

Models::Models(prometheus::Registry& registry)
    : decoder_(Decoder(registry)), openai_(OpenAiModelsFromFlags(registry, decoder_.get())) {
  ChooseTranscriber(registry);
  if (openai_->vision_refiner() != nullptr) refiner_ = openai_->vision_refiner();
  Publish(registry);
}

void Models::ChooseTranscriber(prometheus::Registry& registry) {
  if (openai_->transcriber() != nullptr) {
    transcriber_ = openai_->transcriber();
    return;
  }
  absl::StatusOr<std::unique_ptr<SphinxTranscriber>> speech = SpeechFromFlags(registry);
  if (speech.ok()) {
    speech_ = *std::move(speech);
    transcriber_ = speech_.get();
  } else {
    base::Log(base::LogLevel::kWarning, "embedded_transcriber_not_found",
              {{"problem", speech.status().message()}});
  }
}

void Models::Publish(prometheus::Registry& registry) {
  auto& in_use = prometheus::BuildGauge()
                     .Name("lossy_agent_model_info")
                     .Help("1 for the implementation in use, by role and implementation")
                     .Register(registry);
  for (const auto& [role, name] : Names()) {
    in_use.Add({{"role", role}, {"implementation", name}}).Set(1);
  }
}

std::map<std::string, std::string> Models::Names() {
  return {{"note_writer", std::string(note_writer().name())},
          {"transcriber", std::string(transcriber_->name())},
          {"vision_refiner", std::string(refiner_->name())}};
}

std::map<std::string, bool> Models::Features() {
  std::map<std::string, bool> features = {{"note_model", has_note_model()},
                                          {"transcription", Have(transcriber_->name())},
                                          {"vision", Have(refiner_->name())}};
  for (const auto& [role, name] : Names()) {
    if (Have(name)) features[absl::StrCat(role, "_", name)] = true;
  }
  return features;
}

void Models::Stop() {
  openai_->Shutdown();
  if (speech_ != nullptr) speech_->Stop();
  if (decoder_ != nullptr) decoder_->Stop();
}

}  // namespace lossy::agent
