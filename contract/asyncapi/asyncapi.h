#pragma once

#include <string>

#include "contract/model/contract.h"

namespace lossy::contract {

// Returns an AsyncAPI 3.0 document of the channels of the edge, as JSON. A channel is a topic. An
// operation `receive` is the join or an event of a client, with its reply; `send` is a push. The
// payloads are those within the messages of the Phoenix protocol, which the description states. A
// message that may travel in a binary frame has `x-binary` with the key of its field.
std::string AsyncApi(const Contract& contract);

}  // namespace lossy::contract
