#pragma once

#include "absl/status/status.h"
#include "services/agent/models/api/samples.h"

struct AVFrame;
struct SwrContext;

namespace lossy::agent {

// Converts decoded frames, which may differ in rate, channels and format, to one sound at
// kSampleRate. Not thread-safe.
class Resampler {
 public:
  // Appends the sound to `samples`, which must outlive the object.
  explicit Resampler(Samples& samples) : samples_(samples) {}
  ~Resampler();
  Resampler(const Resampler&) = delete;
  Resampler& operator=(const Resampler&) = delete;

  // Converts a frame. Returns INVALID_ARGUMENT for a rate, format or number of channels that no
  // recorder produces.
  absl::Status Add(const AVFrame& frame);

  // Adds the samples that the converter still holds. Call it after the last frame.
  absl::Status Flush();

 private:
  bool Suits(const AVFrame& frame) const;
  absl::Status Configure(const AVFrame& frame);
  absl::Status Convert(const AVFrame* frame);

  Samples& samples_;
  SwrContext* context_ = nullptr;
  int rate_ = 0;
  int channels_ = 0;
  int format_ = -1;
};

}  // namespace lossy::agent
