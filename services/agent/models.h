#pragma once

#include <map>
#include <memory>
#include <string>

#include "prometheus/registry.h"
#include "services/agent/models/api/not_configured.h"
#include "services/agent/models/openai/openai_models.h"
#include "services/agent/models/pocketsphinx/sphinx_transcriber.h"
#include "services/agent/models/pocketsphinx/worker_decoder.h"
#include "services/agent/models/rules/rules_note_writer.h"

namespace lossy::agent {

// The models that this installation has: those of an endpoint where one is configured, else the
// embedded ones, else none. Thread-safe once made.
class Models {
 public:
  // As the flags of //services/agent/models/openai and //services/agent/models/pocketsphinx say;
  // what they say wrongly ends the process. `registry` must outlive it.
  explicit Models(prometheus::Registry& registry);

  NoteWriter& rules() { return rules_; }
  // nullptr: the rules are all there is.
  NoteWriter* note_model() { return openai_->note_writer(); }
  Transcriber& transcriber() { return *transcriber_; }
  VisionRefiner& refiner() { return *refiner_; }
  // Nullptr: recordings cannot be decoded.
  SoundDecoder* decoder() { return decoder_.get(); }

  // What a client is told: "transcription", "vision", "note_model", and which it is of each, as in
  // "transcriber_pocketsphinx".
  std::map<std::string, bool> Features();
  // Role ("note_writer", "transcriber", "vision_refiner") to the implementation in use.
  std::map<std::string, std::string> Names();

  // Ends calls in flight, for good.
  void Stop();

 private:
  void ChooseTranscriber(prometheus::Registry& registry);
  void Publish(prometheus::Registry& registry);

  RulesNoteWriter rules_;
  NoTranscriber no_transcriber_;
  NoVisionRefiner no_refiner_;
  std::unique_ptr<WorkerDecoder> decoder_;  // nullptr: not here.
  std::unique_ptr<OpenAiModels> openai_;
  std::unique_ptr<SphinxTranscriber> speech_;  // nullptr: not needed, or not here.
  Transcriber* transcriber_ = &no_transcriber_;
  VisionRefiner* refiner_ = &no_refiner_;
};

}  // namespace lossy::agent
