#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "prometheus/registry.h"
#include "services/agent/models/pocketsphinx/sphinx_transcriber.h"
#include "services/agent/models/pocketsphinx/worker_decoder.h"

namespace lossy::agent {

// The embedded recogniser as the flags --speech_… say; `registry` must outlive it. UNIMPLEMENTED,
// NOT_CONFIGURED for a client: it is switched off, or its program or its model is not here; the
// message says which and is for people.
absl::StatusOr<std::unique_ptr<SphinxTranscriber>> SpeechFromFlags(prometheus::Registry& registry);

// Processes of the same program that decode recordings. UNIMPLEMENTED: --speech_decoders switches
// them off, or the program is not here.
absl::StatusOr<std::unique_ptr<WorkerDecoder>> DecoderFromFlags(prometheus::Registry& registry);

}  // namespace lossy::agent
