#pragma once

#include "services/agent/models/api/vision_refiner.h"
#include "services/agent/models/openai/chat_model.h"

namespace lossy::agent {

// The VisionRefiner that sends the frame to a chat model with vision. If the answer was truncated,
// it asks once more with a larger limit of tokens. Thread-safe. Refine also returns
// INVALID_ARGUMENT if the endpoint will never accept the image.
class ChatVisionRefiner : public VisionRefiner {
 public:
  // `model` must outlive this object.
  explicit ChatVisionRefiner(ChatModel& model) : model_(model) {}

  absl::StatusOr<Refinement> Refine(const Sight& sight) override;
  absl::string_view name() const override { return "openai"; }

 private:
  absl::StatusOr<Refinement> Ask(const Sight& sight, bool long_answer);

  ChatModel& model_;
};

// Returns the note's text in a model's content: without thoughts, and without a code fence, quotes
// or a JSON object around it.
std::string RefinedText(absl::string_view content);

}  // namespace lossy::agent
