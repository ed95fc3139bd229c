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

// Models owns the models of this installation. For each role it uses the model of an
// OpenAI-compatible endpoint if one is configured, else the embedded model, else a model that
// rejects each call. Thread-safe after construction.
class Models {
 public:
  // Chooses the models by the flags of //services/agent/models/openai and
  // //services/agent/models/pocketsphinx. Ends the process if a flag is wrong. `registry` must
  // outlive the object.
  explicit Models(prometheus::Registry& registry);

  // Returns the note writer that uses rules in place of a model. It is always available.
  NoteWriter& rules() { return rules_; }
  // Returns the model that writes notes; the rules if no model is configured.
  NoteWriter& note_writer() { return has_note_model() ? *openai_->note_writer() : rules_; }
  bool has_note_model() const { return openai_->note_writer() != nullptr; }
  Transcriber& transcriber() { return *transcriber_; }
  // Returns false if no transcriber is configured.
  bool transcribes() const { return transcriber_->name() != kNoModel; }
  VisionRefiner& refiner() { return *refiner_; }
  // Returns nullptr if no decoder is installed.
  SoundDecoder* decoder() { return decoder_.get(); }

  // Returns the features for the join reply. "transcription", "vision" and "note_model" are true if
  // a model has the role. The name of each implementation is a feature, too, for example
  // "transcriber_pocketsphinx".
  std::map<std::string, bool> Features();
  // Returns the implementation by role: "note_writer", "transcriber", "vision_refiner".
  std::map<std::string, std::string> Names();

  // Ends calls in progress. Later calls fail.
  void Stop();

 private:
  void ChooseTranscriber(prometheus::Registry& registry);
  void Publish(prometheus::Registry& registry);

  RulesNoteWriter rules_;
  NoTranscriber no_transcriber_;
  NoVisionRefiner no_refiner_;
  std::unique_ptr<WorkerDecoder> decoder_;  // nullptr if not installed.
  std::unique_ptr<OpenAiModels> openai_;
  std::unique_ptr<SphinxTranscriber> speech_;  // nullptr if not needed, or not installed.
  Transcriber* transcriber_ = &no_transcriber_;
  VisionRefiner* refiner_ = &no_refiner_;
};

}  // namespace lossy::agent
