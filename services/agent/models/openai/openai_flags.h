#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "prometheus/registry.h"
#include "services/agent/models/openai/openai_models.h"

namespace lossy::agent {

// As the flags --openai_… say. INVALID_ARGUMENT names the flag that is wrong, and never says what a
// key is.
absl::StatusOr<OpenAiModels::Options> OpenAiOptionsFromFlags();

// Most answers of a chat model about one utterance: --openai_max_tries.
int OpenAiMaxAnswers();

// Made of them; without an endpoint it has no models. A wrong flag ends the process with a message
// and status 1. `decoder` makes WAV of recordings; null: they are sent as they are. Both must
// outlive it.
std::unique_ptr<OpenAiModels> OpenAiModelsFromFlags(prometheus::Registry& registry,
                                                    SoundDecoder* decoder);

}  // namespace lossy::agent
