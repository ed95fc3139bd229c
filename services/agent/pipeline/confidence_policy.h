#pragma once

#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/storage/transcript.h"

namespace lossy::agent {

// ConfidencePolicy decides how confident a draft must be to become a note. Thread-safe.
class ConfidencePolicy {
 public:
  virtual ~ConfidencePolicy() = default;

  // Returns true if a draft of this category with this confidence, 0 to 1, becomes a note for the
  // user and session of the transcript. May call other services; uses defaults if they do not
  // answer.
  virtual bool Suffices(const Transcript& transcript, notes::v1::NoteCategory category,
                        double confidence) = 0;
};

}  // namespace lossy::agent
