#pragma once

#include "base/error/error.h"
#include "services/agent/models/api/transcriber.h"
#include "services/agent/models/api/vision_refiner.h"

namespace lossy::agent {

// The name() of a model that this installation does not have.
inline constexpr absl::string_view kNoModel = "none";

// The Transcriber of an installation without one: each call returns UNIMPLEMENTED
// (base::NotConfigured). Thread-safe.
class NoTranscriber final : public Transcriber {
 public:
  absl::StatusOr<RecognisedSpeech> Transcribe(const Recording&) override {
    return base::NotConfigured("this installation transcribes no audio");
  }
  absl::string_view name() const override { return kNoModel; }
};

// The VisionRefiner of an installation without a vision model: each call returns UNIMPLEMENTED
// (base::NotConfigured). Thread-safe.
class NoVisionRefiner final : public VisionRefiner {
 public:
  absl::StatusOr<Refinement> Refine(const Sight&) override {
    return base::NotConfigured("this installation has no vision model");
  }
  absl::string_view name() const override { return kNoModel; }
};

}  // namespace lossy::agent
