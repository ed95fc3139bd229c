#pragma once

#include "services/agent/models/api/vision_refiner.h"
#include "services/agent/models/openai/chat_model.h"

namespace lossy::agent {

// Sends a frame to a chat model with vision. If the answer was cut, it asks once more with a larger
// limit of tokens. Thread-safe. INVALID_ARGUMENT also if the endpoint will never accept the image.
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

// The words of a model's content, without thoughts, and without a fence, quotes or a JSON object
// around them.
std::string RefinedText(absl::string_view content);

}  // namespace lossy::agent
