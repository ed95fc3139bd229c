#pragma once

#include <utility>

#include "services/agent/models/api/sound_decoder.h"
#include "services/agent/models/pocketsphinx/worker_pool.h"

namespace lossy::agent {

// Decodes in processes like the recogniser's, but without a model: they start at once, and no
// recording that is recognised holds them up.
class WorkerDecoder : public SoundDecoder {
 public:
  // `registry` must outlive it.
  WorkerDecoder(WorkerPool::Options options, prometheus::Registry& registry)
      : workers_(std::move(options), registry) {}

  // Other errors are those of WorkerPool.
  absl::StatusOr<Samples> Decode(absl::string_view recording, absl::Time deadline) override;

  // Lets what runs fail, and everything from now on. Thread-safe.
  void Stop() { workers_.Stop(); }

 private:
  WorkerPool workers_;
};

}  // namespace lossy::agent
