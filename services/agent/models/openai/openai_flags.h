#pragma once

#include <memory>

#include "absl/status/statusor.h"
#include "prometheus/registry.h"
#include "services/agent/models/openai/openai_models.h"

namespace lossy::agent {

// Returns the options that the flags --openai_… set. Returns INVALID_ARGUMENT if a flag is invalid;
// the message names the flag and never contains a key.
absl::StatusOr<OpenAiModels::Options> OpenAiOptionsFromFlags();

// Returns --openai_max_tries, the largest number of answers of a chat model about one utterance.
int OpenAiMaxAnswers();

// Makes the models of these options; without an endpoint the result has none. Ends the process with
// a message and status 1 if a flag is invalid. `decoder` converts recordings to WAV; with nullptr
// they are sent unchanged. `registry` and `decoder` must outlive the result.
std::unique_ptr<OpenAiModels> OpenAiModelsFromFlags(prometheus::Registry& registry,
                                                    SoundDecoder* decoder);

}  // namespace lossy::agent
