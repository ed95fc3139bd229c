#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "prometheus/registry.h"
#include "services/agent/models/pocketsphinx/sphinx_transcriber.h"
#include "services/agent/models/pocketsphinx/worker_decoder.h"

namespace lossy::agent {

// The embedded recogniser of the flags --speech_…. `registry` must outlive it. UNIMPLEMENTED, for a
// client NOT_CONFIGURED: it is switched off, or its program or model is missing; the message names
// which.
absl::StatusOr<std::unique_ptr<SphinxTranscriber>> SpeechFromFlags(prometheus::Registry& registry);

// Processes of the same program that decode recordings. UNIMPLEMENTED: --speech_decoders switches
// them off, or the program is missing.
absl::StatusOr<std::unique_ptr<WorkerDecoder>> DecoderFromFlags(prometheus::Registry& registry);

}  // namespace lossy::agent
