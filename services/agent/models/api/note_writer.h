#pragma once

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/models/api/usage.h"

namespace lossy::agent {

// The most bytes of an utterance that NoteWriter::Write accepts.
inline constexpr std::size_t kMaxUtteranceBytes = 20'000;

// The words that a reviewer spoke without a break, as a speech recogniser wrote them.
struct Utterance {
  std::string text;
  absl::Time deadline = absl::InfiniteFuture();  // Steady time.
  // True if an earlier answer was truncated at the model's limit of tokens, so that the limit must
  // be larger.
  bool long_answer = false;
  // True if the recogniser mistakes words often, so that the words say little about the topic.
  bool doubtful = false;
  // True if one try of a slow model may use all the time up to the deadline.
  bool full_patience = false;
};

// A proposed note. If both `text` and `problem` are empty, the utterance has no feedback.
struct Draft {
  // One instruction or remark without control characters, "<" and ">", and without a final period.
  std::string text;
  notes::v1::NoteCategory category = notes::v1::NOTE_CATEGORY_GENERAL;
  // The clarity of the instruction, from 0 to 1.
  double confidence = 0;
  std::string written_by;  // "rules", or the model's name.
  // The reason why the model's answer is unusable, for logs and metrics: a value of
  // ChatCompletion::problem, "broken" for an answer that ended early or is too large, or "no_note"
  // for an answer without a note. Empty: the answer is usable. An unusable answer may have a price;
  // see `usage`.
  std::string problem;
  Usage usage;
};

// The interface to a model that turns speech into a structured note. Thread-safe. Write blocks at
// most until the deadline.
class NoteWriter {
 public:
  virtual ~NoteWriter() = default;

  // Asks a model for at most one answer. Returns OK also for an unusable answer: see
  // Draft::problem. Returns INVALID_ARGUMENT if the utterance is longer than kMaxUtteranceBytes.
  // After other errors, no model has answered, and the caller may retry.
  virtual absl::StatusOr<Draft> Write(const Utterance& utterance) = 0;

  // Returns the implementation: "openai" or "rules". The view is valid until the program ends.
  virtual absl::string_view name() const = 0;
};

}  // namespace lossy::agent
