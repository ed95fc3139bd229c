#pragma once

#include <string>
#include <utility>

#include "services/agent/models/api/note_writer.h"

namespace lossy::agent {

// A fake of NoteWriter. It returns the words as the text of a note in the category "pacing". For
// "um" it returns an empty draft with a low confidence. It records the last call. Not thread-safe.
class FakeNoteWriter final : public NoteWriter {
 public:
  explicit FakeNoteWriter(std::string name) : name_(std::move(name)) {}

  absl::StatusOr<Draft> Write(const Utterance& utterance) override {
    ++calls;
    deadline = utterance.deadline;
    long_answer = utterance.long_answer;
    full_patience = utterance.full_patience;
    if (!failure.ok()) return failure;
    if (!problem.empty()) {
      return Draft{
          .written_by = name_, .problem = problem, .usage = {.model = name_, .cost_micros = 5}};
    }
    if (utterance.text == "um") return Draft{.confidence = 0.1, .written_by = name_};
    return Draft{.text = utterance.text,
                 .category = notes::v1::NOTE_CATEGORY_PACING,
                 .confidence = confidence,
                 .written_by = name_,
                 .usage = {.model = name_, .cost_micros = 5}};
  }
  absl::string_view name() const override { return name_; }

  absl::Status failure;  // If not OK, each call returns it.
  std::string problem;   // The problem of each answer.
  bool long_answer = false;
  bool full_patience = false;
  double confidence = 0.9;
  int calls = 0;
  absl::Time deadline;

 private:
  const std::string name_;
};

}  // namespace lossy::agent
