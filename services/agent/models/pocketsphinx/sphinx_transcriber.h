#pragma once

#include <utility>

#include "services/agent/models/api/transcriber.h"
#include "services/agent/models/pocketsphinx/speech_metrics.h"
#include "services/agent/models/pocketsphinx/worker_pool.h"

namespace lossy::agent {

// The Transcriber that uses PocketSphinx in worker processes of this machine. Thread-safe.
class SphinxTranscriber : public Transcriber {
 public:
  using Options = WorkerPool::Options;

  // `registry` must outlive this object.
  SphinxTranscriber(Options options, prometheus::Registry& registry)
      : metrics_(registry), workers_(std::move(options), registry) {}

  // Errors are those of WorkerPool.
  absl::StatusOr<RecognisedSpeech> Transcribe(const Recording& recording) override;
  absl::string_view name() const override { return "pocketsphinx"; }

  // Makes all present and later requests fail. Thread-safe.
  void Stop() { workers_.Stop(); }

 private:
  SpeechMetrics metrics_;
  WorkerPool workers_;
};

}  // namespace lossy::agent
