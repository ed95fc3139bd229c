#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "prometheus/registry.h"
#include "services/agent/models/openai/openai_models.h"

namespace lossy::agent {

// The options of the flags --openai_…. INVALID_ARGUMENT names the wrong flag, and never contains a
// key.
absl::StatusOr<OpenAiModels::Options> OpenAiOptionsFromFlags();

// The largest number of answers of a chat model about one utterance: --openai_max_tries.
int OpenAiMaxAnswers();

// The models of these options; without an endpoint there are none. A wrong flag ends the process
// with a message and status 1. `decoder` converts recordings to WAV; nullptr: they are sent
// unchanged. Both must outlive the result.
std::unique_ptr<OpenAiModels> OpenAiModelsFromFlags(prometheus::Registry& registry,
                                                    SoundDecoder* decoder);

}  // namespace lossy::agent
