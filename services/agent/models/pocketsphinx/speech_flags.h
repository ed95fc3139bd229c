#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "prometheus/registry.h"
#include "services/agent/models/pocketsphinx/sphinx_transcriber.h"
#include "services/agent/models/pocketsphinx/worker_decoder.h"

namespace lossy::agent {

// Makes the embedded recogniser that the flags --speech_… describe. `registry` must outlive the
// object. Returns UNIMPLEMENTED (base::NotConfigured) if it is switched off, or if its program or
// model is missing; the message names it.
absl::StatusOr<std::unique_ptr<SphinxTranscriber>> SpeechFromFlags(prometheus::Registry& registry);

// Makes a decoder with processes of the same program. `registry` must outlive the object. Returns
// UNIMPLEMENTED if --speech_decoders switches it off, or if the program is missing.
absl::StatusOr<std::unique_ptr<WorkerDecoder>> DecoderFromFlags(prometheus::Registry& registry);

}  // namespace lossy::agent
