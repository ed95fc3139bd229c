#pragma once

#include "services/agent/pipeline/confidence_policy.h"

namespace lossy::agent {

// A fake of ConfidencePolicy that requires the confidence `least` for all notes.
class FakeConfidencePolicy final : public ConfidencePolicy {
 public:
  bool Suffices(const Transcript&, notes::v1::NoteCategory, double confidence) override {
    return !(confidence < least);
  }

  double least = 0.3;
};

}  // namespace lossy::agent
