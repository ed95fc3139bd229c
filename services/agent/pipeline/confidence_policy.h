#pragma once

#include "lossy/notes/v1/notes.pb.h"
#include "services/agent/storage/transcript.h"

namespace lossy::agent {

// How sure a note of a category must be, for the user and the session that it was spoken in.
// Thread-safe.
class ConfidencePolicy {
 public:
  virtual ~ConfidencePolicy() = default;

  // 0 to 1. May ask other services; answers without them when they are away.
  virtual double MinConfidence(const Transcript& transcript, notes::v1::NoteCategory category) = 0;
};

}  // namespace lossy::agent
