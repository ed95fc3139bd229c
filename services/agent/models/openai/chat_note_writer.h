#pragma once

#include "services/agent/models/api/note_writer.h"
#include "services/agent/models/openai/chat_model.h"

namespace lossy::agent {

// The NoteWriter that asks a chat model. Thread-safe. Write also returns INVALID_ARGUMENT if the
// endpoint will never accept the utterance.
class ChatNoteWriter : public NoteWriter {
 public:
  // `model` must outlive this object.
  explicit ChatNoteWriter(ChatModel& model) : model_(model) {}

  absl::StatusOr<Draft> Write(const Utterance& utterance) override;
  absl::string_view name() const override { return "openai"; }

 private:
  ChatModel& model_;
};

}  // namespace lossy::agent
