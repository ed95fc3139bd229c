#pragma once

#include <string>

#include "contract/model/contract.h"

namespace lossy::contract {

// Returns an OpenAPI 3.1 document of the HTTP side of the edge, as JSON:
//
// - POST /api/topics/{topic}/{event} for each event that a unary method answers, on each of its
//   topics. The variables of the topic are path parameters.
// - GET /api/topics/{topic} as text/event-stream for each topic that is no session.
//
// Each operation lists the errors of the edge, with the reasons of each status. The events of a
// session are not in the document, except in its description, because they need a socket.
std::string OpenApi(const Contract& contract);

}  // namespace lossy::contract
