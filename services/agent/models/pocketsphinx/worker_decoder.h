#pragma once

#include <utility>

#include "services/agent/models/api/sound_decoder.h"
#include "services/agent/models/pocketsphinx/worker_pool.h"

namespace lossy::agent {

// The SoundDecoder that uses worker processes like those of the recogniser, but without a model. So
// they start fast, and a decoding does not wait for a recognition. Thread-safe.
class WorkerDecoder : public SoundDecoder {
 public:
  // `registry` must outlive this object.
  WorkerDecoder(WorkerPool::Options options, prometheus::Registry& registry)
      : workers_(std::move(options), registry) {}

  // Errors: those of WorkerPool.
  absl::StatusOr<Samples> Decode(absl::string_view recording, absl::Time deadline) override;

  // Makes all present and later requests fail. Thread-safe.
  void Stop() { workers_.Stop(); }

 private:
  WorkerPool workers_;
};

}  // namespace lossy::agent
