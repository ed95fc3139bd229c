#pragma once

#include "services/agent/models/api/vision_refiner.h"
#include "services/agent/models/openai/chat_model.h"

namespace lossy::agent {

// Shows a frame to a chat model that sees; once more, with a larger bound, when its answer was cut.
// INVALID_ARGUMENT also when the endpoint will never take
// the image.
class ChatVisionRefiner : public VisionRefiner {
 public:
  // `model` must outlive it.
  explicit ChatVisionRefiner(ChatModel& model) : model_(model) {}

  absl::StatusOr<Refinement> Refine(const Sight& sight) override;
  absl::string_view name() const override { return "openai"; }

 private:
  absl::StatusOr<Refinement> Ask(const Sight& sight, bool long_answer);

  ChatModel& model_;
};

// The words in what a model said: without thoughts, and without a fence, quotes or an object around
// them.
std::string RefinedText(absl::string_view content);

}  // namespace lossy::agent
