#pragma once

#include "services/agent/models/api/note_writer.h"
#include "services/agent/models/openai/chat_model.h"

namespace lossy::agent {

// Has a chat model write the notes. INVALID_ARGUMENT also when the endpoint will never take the
// utterance.
class ChatNoteWriter : public NoteWriter {
 public:
  // `model` must outlive it.
  explicit ChatNoteWriter(ChatModel& model) : model_(model) {}

  absl::StatusOr<Draft> Write(const Utterance& utterance) override;
  absl::string_view name() const override { return "openai"; }

 private:
  ChatModel& model_;
};

}  // namespace lossy::agent
