#pragma once

#include "absl/status/status.h"
#include "services/agent/models/api/samples.h"

struct AVFrame;
struct SwrContext;

namespace lossy::agent {

// Makes one sound at our rate of decoded frames, which may differ in rate, channels and format.
class Resampler {
 public:
  // `samples` receives the sound and must outlive it.
  explicit Resampler(Samples& samples) : samples_(samples) {}
  ~Resampler();
  Resampler(const Resampler&) = delete;
  Resampler& operator=(const Resampler&) = delete;

  // INVALID_ARGUMENT: nobody records like that.
  absl::Status Add(const AVFrame& frame);

  // Gives what is still held back.
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
