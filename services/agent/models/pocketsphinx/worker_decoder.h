#pragma once

#include <utility>

#include "services/agent/models/api/sound_decoder.h"
#include "services/agent/models/pocketsphinx/worker_pool.h"

namespace lossy::agent {

// Decodes recordings in processes like those of the recogniser, but without a model. They start at
// once and do not wait for the recogniser. Thread-safe.
class WorkerDecoder : public SoundDecoder {
 public:
  // `registry` must outlive this object.
  WorkerDecoder(WorkerPool::Options options, prometheus::Registry& registry)
      : workers_(std::move(options), registry) {}

  // Other errors are those of WorkerPool.
  absl::StatusOr<Samples> Decode(absl::string_view recording, absl::Time deadline) override;

  // Makes all requests fail, those in progress and later ones. Thread-safe.
  void Stop() { workers_.Stop(); }

 private:
  WorkerPool workers_;
};

}  // namespace lossy::agent
